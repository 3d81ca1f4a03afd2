import * as arrow from 'apache-arrow'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { columnToVector } from '../../arrow/column-to-vector.js'
import { assertCode } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { assertFrame, expr, type Sample } from './samples.js'

type Words = readonly (string | null)[]

/** Entries twice, one that no row has, and one that is null. */
const words = ['oslo', 'Bern', 'rome', null, 'Bern', 'rome', 'nowhere'] as const
const codes = [0, 1, 5, -1, 3, 4, 2, 0, 1, 2, 5, 4]
const cities = ['oslo', 'Bern', 'rome', null, null, 'Bern', 'rome', 'oslo', 'Bern', 'rome', 'rome', 'Bern']
const numbers = cities.map((_, row) => row)

/** Text by code, where a code below 0 is a null. */
function coded(entries: Words, given: readonly number[], index: arrow.Dictionary['indices'] = new arrow.Int32()) {
  const nullBitmap = new Uint8Array(Math.ceil(given.length / 8))
  for (const [row, code] of given.entries()) if (code >= 0) nullBitmap[row >> 3]! |= 1 << (row & 7)
  const dictionary = columnToVector(columnFromValues('string', entries, 'dictionary')) as arrow.Vector<arrow.Utf8>
  return arrow.makeData({
    type: new arrow.Dictionary(new arrow.Utf8(), index),
    length: given.length,
    nullCount: -1,
    nullBitmap,
    data: new index.ArrayType(given as number[]) as Int32Array,
    dictionary,
  })
}

function table(city: arrow.Data, from = 0): arrow.Table {
  const n = Int32Array.from({ length: city.length }, (_, row) => from + row)
  return new arrow.Table({ city: new arrow.Vector([city]), n: arrow.makeVector(n) })
}

const trips = () => table(coded(words, codes))
const rowsOf = (rows: readonly number[]): Sample => ({
  city: ['string', rows.map((row) => cities[row])],
  n: ['int32', rows],
})

/** Dictionary-encoded text is text, whatever a backend makes of it. */
export function dictionaryTests(test: DeclareTest): void {
  test('dictionaries: codes of every width, in slices and batches with dictionaries of their own', async (backend) => {
    for (const index of [
      new arrow.Int8(),
      new arrow.Uint8(),
      new arrow.Int16(),
      new arrow.Uint16(),
      new arrow.Int32(),
      new arrow.Uint32(),
    ]) {
      const whole = table(coded(words, codes, index))
      await assertFrame(backend, backend.fromArrow(whole), rowsOf(numbers), String(index))
      await assertFrame(backend, backend.fromArrow(whole.slice(2, 11)), rowsOf(numbers.slice(2, 11)), `${index}, cut`)
    }
    const pieces = [coded(words, codes), coded(['b', 'rome', null], [1, 0, 2, -1, 1, 1, 0]), coded([], [-1])]
    const vector = new arrow.Vector(pieces)
    await assertFrame(backend, backend.fromArrow(new arrow.Table({ city: vector })), {
      city: ['string', [...cities, 'rome', 'b', null, null, 'rome', 'rome', 'b', null]],
    })
  })

  test('dictionaries: empty ones, larger than the rows, of bytes and of numbers', async (backend) => {
    const bytes = arrow.vectorFromArray(
      [Uint8Array.of(1), null, Uint8Array.of(1), Uint8Array.of(1)],
      new arrow.Dictionary(new arrow.Binary(), new arrow.Int8()),
    )
    const counts = arrow.vectorFromArray([7, null, 7, 7], new arrow.Dictionary(new arrow.Int32(), new arrow.Int8()))
    const data = {
      none: new arrow.Vector([coded([], [-1, -1, -1, -1])]),
      many: new arrow.Vector([coded(words, [6, -1, 3, 1])]),
      bytes,
      counts,
    }
    await assertFrame(backend, backend.fromArrow(new arrow.Table(data)), {
      none: ['string', [null, null, null, null]],
      many: ['string', ['nowhere', null, null, 'Bern']],
      bytes: ['bytes', [Uint8Array.of(1), null, Uint8Array.of(1), Uint8Array.of(1)]],
      counts: ['int32', [7, null, 7, 7]],
    })
    await assertFrame(backend, backend.fromArrow(table(coded([], []))), { city: ['string', []], n: ['int32', []] })
  })

  test('dictionaries: a code outside of the dictionary is refused', async (backend) => {
    for (const wrong of [7, 2 ** 31 - 1]) {
      const city = coded(words, [...codes, wrong])
      await assertCode(() => backend.fromArrow(table(city)), 'MILLRACE_INVALID_VALUE', `the code ${wrong}`)
    }
  })

  test('dictionaries: expressions', async (backend) => {
    const result = backend.withColumns(backend.fromArrow(trips()), {
      low: expr('lower(city)'),
      known: expr("coalesce(city, 'none')"),
      size: expr('length(city)'),
      rome: expr("city = 'rome'"),
      lost: expr('is_null(city)'),
      late: expr("contains(city, 'o') and n > 5"),
      both: expr('concat(upper(city), city)'),
      same: expr('city = lower(city)'),
    })
    const of = <T>(make: (city: string, row: number) => T) =>
      cities.map((city, row) => (city === null ? null : make(city, row)))
    await assertFrame(backend, result, {
      ...rowsOf(numbers),
      low: ['string', of((city) => city.toLowerCase())],
      known: ['string', cities.map((city) => city ?? 'none')],
      size: ['int32', of((city) => city.length)],
      rome: ['bool', of((city) => city === 'rome')],
      lost: ['bool', cities.map((city) => city === null)],
      late: [
        'bool',
        cities.map((city, row) => (city === null ? (row > 5 ? null : false) : city.includes('o') && row > 5)),
      ],
      both: ['string', of((city) => city.toUpperCase() + city)],
      same: ['bool', of((city) => city === city.toLowerCase())],
    })
  })

  test('dictionaries: computed text is filtered, grouped and joined', async (backend) => {
    const named = backend.withColumns(backend.fromArrow(trips()), { key: expr("replace(lower(city), 'bern', 'rome')") })
    const groups = backend.groupbyAgg(backend.filter(named, expr("key = 'rome' or n = 4")), ['key'], {
      rows: { fn: 'count' },
      cities: { fn: 'count_distinct', column: 'city' },
      known: { fn: 'count', column: 'city' },
      least: { fn: 'min', column: 'city' },
      first: { fn: 'first', column: 'city' },
      last: { fn: 'last', column: 'city' },
    })
    const expected: Sample = {
      key: ['string', ['rome', null]],
      rows: ['int64', [8, 1]],
      cities: ['int64', [2, 0]],
      known: ['int64', [8, 0]],
      least: ['string', ['Bern', null]],
      first: ['string', ['Bern', null]],
      last: ['string', ['Bern', null]],
    }
    await assertFrame(backend, groups, expected)
    const few = backend.select(backend.slice(named, 2, 3), ['key', 'n'])
    await assertFrame(
      backend,
      backend.join(few, backend.select(groups, ['key', 'rows']), { on: ['key'], how: 'left' }),
      {
        key: ['string', ['rome', null, null]],
        n: ['int32', [2, 3, 4]],
        rows: ['int64', [8, null, null]],
      },
    )
  })

  test('dictionaries: groups, duplicates and order are those of the text', async (backend) => {
    const frame = backend.fromArrow(trips())
    await assertFrame(backend, backend.groupbyAgg(frame, ['city'], { rows: { fn: 'count' } }), {
      city: ['string', ['oslo', 'Bern', 'rome', null]],
      rows: ['int64', [2, 4, 4, 2]],
    })
    await assertFrame(backend, backend.dropDuplicates(frame, ['city'], ['n']), rowsOf([4, 7, 10, 11]))
    await assertFrame(backend, backend.dropDuplicates(frame, [], ['city']), rowsOf([10]))
    const sorted = backend.sort(frame, [{ column: 'city', descending: true, nulls: 'first' }])
    await assertFrame(backend, sorted, rowsOf([3, 4, 2, 6, 9, 10, 0, 7, 1, 5, 8, 11]))
  })

  test('dictionaries: joins match text, by whatever codes', async (backend) => {
    const frame = backend.fromArrow(trips())
    const others: readonly [string, arrow.Vector][] = [
      ['other codes', new arrow.Vector([coded(['x', 'rome', 'oslo', null], [2, 0, 3, -1, 1, 0])])],
      ['plain text', columnToVector(columnFromValues('string', ['oslo', 'x', null, null, 'rome', 'x'], 'city'))],
    ]
    for (const [what, city] of others) {
      const right = backend.fromArrow(new arrow.Table({ city, m: arrow.makeVector(Int32Array.of(0, 1, 2, 3, 4, 5)) }))
      await assertFrame(
        backend,
        backend.join(frame, right, { on: ['city'], how: 'left' }),
        { ...rowsOf(numbers), m: ['int32', cities.map((name) => ({ oslo: 0, rome: 4 })[name ?? ''] ?? null)] },
        `the rows with those of ${what}`,
      )
      const ofRight = backend.join(right, backend.slice(frame, 0, 5), { on: ['city'], how: 'inner' })
      await assertFrame(backend, ofRight, {
        city: ['string', ['oslo', 'rome']],
        m: ['int32', [0, 4]],
        n: ['int32', [0, 2]],
      })
    }
  })

  test('dictionaries: a join leaves computed text null where nothing matches', async (backend) => {
    const right = backend.withColumns(backend.fromArrow(trips()), {
      low: expr('lower(city)'),
      known: expr("coalesce(city, 'none')"),
    })
    const left = backend.fromArrow(new arrow.Table({ n: arrow.makeVector(Int32Array.of(5, 99, 3)) }))
    await assertFrame(backend, backend.join(left, right, { on: ['n'], how: 'left' }), {
      n: ['int32', [5, 99, 3]],
      city: ['string', ['Bern', null, null]],
      low: ['string', ['bern', null, null]],
      known: ['string', ['Bern', null, 'none']],
    })
  })

  test('dictionaries: text without nulls has them where a join finds none, also beside rows without', async (backend) => {
    const whole = ['rome', 'Bern', 'rome', 'rome', 'Bern', 'rome']
    const right = backend.fromArrow(table(coded(['Bern', 'rome'], [1, 0, 1, 1, 0, 1])))
    const left = backend.fromArrow(new arrow.Table({ n: arrow.makeVector(Int32Array.of(99, 1, 98, 5, 97, 2)) }))
    const joined = backend.join(left, right, { on: ['n'], how: 'left' })
    const both = backend.concat([backend.select(right, ['n', 'city']), joined, backend.filter(joined, expr('n < 99'))])
    const found = [null, 'Bern', null, 'rome', null, 'rome']
    const frames: readonly [typeof both, readonly (string | null)[]][] = [
      [right, whole],
      [backend.filter(right, expr('n > 0')), whole.slice(1)],
      [backend.slice(right, 1, 4), whole.slice(1, 5)],
      [backend.fromArrow(table(coded(['Bern', 'rome'], [-1, 0, -1, 1, -1, 1]))), found],
      [joined, found],
      [both, [...whole, ...found, ...found.slice(1)]],
    ]
    for (const [frame, names] of frames) {
      const result = backend.withColumns(frame, {
        rome: expr("city = 'rome'"),
        size: expr('length(city)'),
        lost: expr('is_null(city)'),
        bern: expr("nullif(city, 'rome')"),
        late: expr("length(nullif(city, 'rome'))"),
      })
      const of = <T>(make: (city: string) => T) => names.map((city) => (city === null ? null : make(city)))
      await assertFrame(backend, backend.select(result, ['city', 'rome', 'size', 'lost', 'bern', 'late']), {
        city: ['string', names],
        rome: ['bool', of((city) => city === 'rome')],
        size: ['int32', of((city) => city.length)],
        lost: ['bool', names.map((city) => city === null)],
        bern: ['string', of((city) => (city === 'rome' ? null : city))],
        late: ['int32', of((city) => (city === 'rome' ? null : city.length))],
      })
    }
  })

  test('dictionaries: frames with other dictionaries, and without, are put together', async (backend) => {
    const first = backend.fromArrow(trips())
    const second = backend.fromArrow(table(coded(['rome', 'oslo'], [1, 0, 0, 1]), 12))
    const plain = backend.fromArrow(
      new arrow.Table({
        city: columnToVector(columnFromValues('string', ['plain', null], 'city')),
        n: arrow.makeVector(Int32Array.of(16, 17)),
      }),
    )
    const names = [...cities, 'oslo', 'rome', 'rome', 'oslo']
    const rows = [...numbers, 12, 13, 14, 15]
    await assertFrame(backend, backend.concat([first, second]), { city: ['string', names], n: ['int32', rows] })
    await assertFrame(backend, backend.concat([first, second, plain, backend.slice(first, 0, 2)]), {
      city: ['string', [...names, 'plain', null, 'oslo', 'Bern']],
      n: ['int32', [...rows, 16, 17, 0, 1]],
    })
    await assertFrame(
      backend,
      backend.slice(backend.concat([first, backend.slice(first, 3, 4)]), 10, 4),
      rowsOf([10, 11, 3, 4]),
    )
  })

  test('dictionaries: point-in-time joins', async (backend) => {
    const times = (values: readonly number[]) =>
      arrow.makeVector(
        arrow.makeData({
          type: new arrow.TimestampMicrosecond(),
          data: BigInt64Array.from(values, (value) => BigInt(value)),
        }),
      )
    const at = times(numbers)
    const left = backend.fromArrow(trips().assign(new arrow.Table({ at })))
    const stats = new arrow.Table({
      city: new arrow.Vector([coded(['Bern', null, 'rome'], [0, 2, 1, 0, -1])]),
      since: times([1, 2, 0, 6, 0]),
      v: arrow.makeVector(Int32Array.of(10, 20, 30, 40, 50)),
    })
    const joined = backend.asofJoin(left, backend.fromArrow(stats), {
      on: ['city'],
      leftTime: 'at',
      rightTime: 'since',
    })
    const values = cities.map((city, row) => (city === 'rome' ? 20 : city === 'Bern' ? (row < 6 ? 10 : 40) : null))
    await assertFrame(backend, backend.select(joined, ['city', 'v']), {
      city: ['string', cities],
      v: ['int32', values],
    })
  })
}
