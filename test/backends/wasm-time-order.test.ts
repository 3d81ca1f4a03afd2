// As-of joins, keep-latest and sorts on every path they have: sorted or not, near or far keys, any number of threads.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bytesColumn, fixedWidthColumn } from '../../src/arrow/make-column.js'
import { tableFromColumns } from '../../src/arrow/table-from-columns.js'
import type { DataFrameBackend } from '../../src/backends/backend.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import type { Column } from '../../src/column.js'
import { compareBits } from '../../src/testing/compare-bits.js'
import { loadKernels } from '../../src/wasm/load.js'
import { awaitThreads } from '../support/await-threads.js'

const js = new JsBackend()
const backends = {
  'one thread': new WasmBackend({ threads: 1 }),
  'two threads': new WasmBackend({ threads: 2, parallelRows: 1 }),
  'three threads': new WasmBackend({ threads: 3, parallelRows: 1 }),
}

type Random = () => number
type Make = (row: number, random: Random) => bigint

function generator(seed: number): Random {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const below = (limit: number) => (_: number, random: Random) => BigInt(Math.floor(random() * limit))

/** Times by row, of about 8 units a row. */
const times: Readonly<Record<string, Make>> = {
  ascending: (row) => BigInt(row * 8),
  'ascending with ties': (row) => BigInt((row >> 3) * 64),
  descending: (row) => BigInt(-row * 8),
  'nearly sorted': (row, random) => BigInt(Math.floor((row + 20 * random()) * 8)),
  'in two runs': (row) => BigInt(((row * 2) % 9001) * 8),
  equal: () => 5n,
  random: below(40_000),
  'random far apart': (_, random) => BigInt.asIntN(64, BigInt(Math.floor(random() * 2 ** 32)) << 32n),
  'far apart with ties': (_, random) => BigInt(Math.floor(random() * 300)) * 2n ** 41n,
  'all but one near': (row, random) => (row === 77 ? 2n ** 63n - 1n : BigInt(Math.floor(random() * 1000))),
  extremes: (_, random) => (random() < 0.5 ? 2n ** 63n - 1n : -(2n ** 63n)),
}

/** Keys by row. */
const keys: Readonly<Record<string, (rows: number, random: Random) => Record<string, Column>>> = {
  none: () => ({}),
  one: (rows, random) => ({ k: integers(rows, () => 7n, random) }),
  few: (rows, random) => ({ k: integers(rows, below(50), random) }),
  many: (rows, random) => ({ k: integers(rows, below(5000), random) }),
  skewed: (rows, random) => ({
    k: integers(rows, (_, random) => (random() < 0.9 ? -3n : BigInt(Math.floor(random() * 9000))), random),
  }),
  far: (rows, random) => ({ k: integers(rows, (_, random) => below(300)(0, random) * 1_000_003_000_001n, random) }),
  'with nulls': (rows, random) => ({ k: integers(rows, below(60), random, 0.2) }),
  two: (rows, random) => ({ k: integers(rows, below(20), random), l: integers(rows, below(30), random) }),
  text: (rows, random) => ({ k: texts(rows, 200, random) }),
  extreme: (rows, random) => ({
    k: integers(rows, (_, random) => (random() < 0.5 ? 2n ** 63n - 1n : 2n ** 63n - 2n), random),
  }),
}

/** More keys than are kept at once, where there are many rows. */
const mostKeys: typeof keys = {
  'most near': (rows, random) => ({ k: integers(rows, below(rows), random) }),
  'most far': (rows, random) => ({ k: integers(rows, (_, random) => below(9 * rows)(0, random) * 1_000_003n, random) }),
}

function integers(rows: number, make: Make, random: Random, nulls = 0, type: 'int64' | 'timestamp' = 'int64'): Column {
  const values = BigInt64Array.from({ length: rows }, (_, row) => make(row, random))
  const validity = nulls > 0 ? new Uint8Array((rows + 7) >> 3) : null
  if (validity) for (let row = 0; row < rows; row++) if (random() >= nulls) validity[row >> 3]! |= 1 << (row & 7)
  return fixedWidthColumn(type, rows, values, validity)
}

function texts(rows: number, count: number, random: Random): Column {
  const words = Array.from({ length: rows }, () => `key ${Math.floor(random() * count)}`)
  const offsets = new Int32Array(rows + 1)
  words.forEach((word, row) => {
    offsets[row + 1] = offsets[row]! + word.length
  })
  return bytesColumn('string', offsets, new TextEncoder().encode(words.join('')), null)
}

interface SideOptions {
  readonly rows: number
  readonly keys: string
  readonly times: string
  readonly nulls?: number
  readonly ties?: number
}

function side({ rows, keys: keyed, times: timed, nulls = 0, ties = 4 }: SideOptions, seed: number) {
  const random = generator(seed)
  const columns = {
    ...{ ...keys, ...mostKeys }[keyed]!(rows, random),
    at: integers(rows, times[timed]!, random, nulls, 'timestamp'),
    tie: integers(rows, below(ties), random, nulls, 'timestamp'),
    row: integers(rows, (row) => BigInt(row), random),
  }
  return tableFromColumns(columns, rows)
}

function compare(
  what: string,
  tables: readonly ReturnType<typeof side>[],
  run: <F extends object>(backend: DataFrameBackend<F>, frames: F[]) => F,
) {
  const expected = js.toArrow(
    run(
      js,
      tables.map((table) => js.fromArrow(table)),
    ),
  )
  for (const [name, backend] of Object.entries(backends)) {
    const before = loadKernels().arena.bytesInUse
    const frames = tables.map((table) => backend.fromArrow(table))
    // The second time what the first has learnt about the columns is used.
    for (const round of ['first', 'second']) {
      const result = run(backend, frames)
      const difference = compareBits(backend.toArrow(result), expected)
      assert.is(difference, null, `${what}, ${name}, ${round} time: ${difference}`)
      backend.release(result)
    }
    for (const frame of frames) backend.release(frame)
    assert.is(loadKernels().arena.bytesInUse, before, `${what}, ${name}: memory`)
  }
}

const ttls = [0n, 1n, 700n, 4000n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n]

function compareAsof(left: SideOptions, right: SideOptions, seed: number, tied: boolean): void {
  const ttl = ttls[seed % ttls.length]!
  const tables = [side(left, seed * 2 + 1), side(right, seed * 2 + 2)]
  const on = Object.keys(keys[left.keys]!(0, generator(1)))
  const what = JSON.stringify({ left, right, seed, tied, ttl: String(ttl) })
  const tie = tied ? { tieBreaker: 'tie' } : {}
  compare(what, tables, (backend, [l, r]) =>
    backend.asofJoin(l!, r!, { on, leftTime: 'at', rightTime: 'at', ttl, ...tie }),
  )
}

test.before(() => awaitThreads(loadKernels().pool))

for (const [index, timed] of Object.keys(times).entries()) {
  test(`as-of joins where times are: ${timed}`, () => {
    let seed = 100 * index + 1
    for (const keyed of Object.keys(keys)) {
      for (const other of [timed, 'ascending', 'random']) {
        seed++
        const left = { rows: 200, keys: keyed, times: timed }
        const right = { rows: 500, keys: keyed, times: other }
        compareAsof(left, right, seed, seed % 3 === 0)
        compareAsof({ ...right, rows: 400 }, { ...left, rows: 90 }, seed, seed % 2 === 0)
      }
    }
  })
}

test('as-of joins of any length, with nulls', () => {
  let seed = 5000
  for (const left of [0, 1, 2, 63, 64, 65, 1000]) {
    for (const right of [0, 1, 2, 24, 25, 26, 64, 900]) {
      for (const timed of ['ascending with ties', 'random']) {
        seed++
        const nulls = seed % 3 === 0 ? 0.3 : 0
        const keyed = ['few', 'none', 'far', 'with nulls'][seed % 4]!
        const sides = { keys: keyed, times: timed, nulls }
        compareAsof({ ...sides, rows: left }, { ...sides, rows: right }, seed, seed % 2 === 0)
      }
    }
  }
})

test('as-of joins in which entries are scattered to buckets', () => {
  let seed = 6000
  const sides = [
    ['random', 'many'],
    ['random far apart', 'one'],
    ['far apart with ties', 'few'],
    ['descending', 'text'],
    ['all but one near', 'many'],
  ] as const
  for (const [timed, keyed] of sides) {
    seed++
    compareAsof({ rows: 5000, keys: keyed, times: timed }, { rows: 9000, keys: keyed, times: timed }, seed, false)
  }
})

/** Rows that lie key by key, and in order of time within each key but for one pair of neighbours where there is a `flaw`. */
function keyByKey(rows: number, keyOf: (n: number) => bigint, flaw: number, step: number, ties: number) {
  const perKey = 37
  const at = BigInt64Array.from({ length: rows }, (_, row) => BigInt(Math.floor((row % perKey) / 3) * step))
  const tie = BigInt64Array.from({ length: rows }, (_, row) => BigInt(ties === 0 ? 0 : (row % perKey) % ties))
  if (flaw > 0 && flaw < rows) at[flaw] = at[flaw - 1]! - 1n
  const wide = (values: BigInt64Array, type: 'int64' | 'timestamp') => fixedWidthColumn(type, rows, values, null)
  const key = BigInt64Array.from({ length: rows }, (_, row) => keyOf(Math.floor(row / perKey)))
  const row = BigInt64Array.from({ length: rows }, (_, row) => BigInt(row))
  const columns = {
    k: wide(key, 'int64'),
    at: wide(at, 'timestamp'),
    tie: wide(tie, 'timestamp'),
    row: wide(row, 'int64'),
  }
  return tableFromColumns(columns, rows)
}

test('as-of joins of rows in order within each key', () => {
  const near = (n: number) => BigInt(n % 11) - 5n
  const far = (n: number) => BigInt(n % 11) * 1_000_003_000_001n
  const shifted = (n: number) => BigInt(n % 11)
  let seed = 0
  for (const keyOf of [near, far, shifted]) {
    // At most as many rows as eleven keys have, so that none comes back to its first times.
    for (const [leftRows, rightRows] of [
      [0, 100],
      [100, 0],
      [1, 400],
      [400, 1],
      [300, 407],
      [407, 300],
    ] as const) {
      for (const [leftFlaw, rightFlaw] of [
        [0, 0],
        [40, 0],
        [leftRows - 1, 0],
        [0, 50],
        [0, rightRows - 1],
      ] as const) {
        seed++
        const left = keyByKey(leftRows, near, leftFlaw, 10, 0)
        const right = keyByKey(rightRows, keyOf, rightFlaw, 7, 3)
        const ttl = ttls[seed % ttls.length]!
        const tie = seed % 2 === 0 ? { tieBreaker: 'tie' } : {}
        compare(`${seed}: ${leftRows} x ${rightRows}, ${leftFlaw}, ${rightFlaw}`, [left, right], (backend, [l, r]) =>
          backend.asofJoin(l!, r!, { on: ['k'], leftTime: 'at', rightTime: 'at', ttl, ...tie }),
        )
      }
    }
  }
})

/** Rows in runs of one key, up to `longest` each: keys come back, later than before, but each key's times are its own. */
function inRuns(rows: number, longest: number, apart: bigint, step: number, random: Random) {
  const [key, at, tie] = [new BigInt64Array(rows), new BigInt64Array(rows), new BigInt64Array(rows)]
  for (let row = 0; row < rows; ) {
    const next = Math.floor(random() * 7)
    for (let left = 1 + Math.floor(random() * longest); left > 0 && row < rows; left--, row++) {
      key[row] = BigInt(next) * apart
      at[row] = BigInt((row >> 1) * step - next * 1000)
      tie[row] = BigInt(row)
    }
  }
  const columns = {
    k: fixedWidthColumn('int64', rows, key, null),
    at: fixedWidthColumn('timestamp', rows, at, null),
    tie: fixedWidthColumn('timestamp', rows, tie, null),
    row: integers(rows, (row) => BigInt(row), random),
  }
  return tableFromColumns(columns, rows)
}

test('as-of joins of rows in order within each key, which comes back in runs', () => {
  let seed = 0
  for (const longest of [1, 2, 5, 23]) {
    for (const apart of [1n, 1_000_003_000_001n]) {
      for (const [leftRows, rightRows] of [
        [5, 5],
        [90, 700],
        [700, 90],
        [700, 699],
      ] as const) {
        seed++
        const random = generator(8000 + seed)
        const left = inRuns(leftRows, 1 + (seed % 9), apart, seed % 3 === 0 ? 6 : 3, random)
        const right = inRuns(rightRows, longest, apart, 4, random)
        const ttl = [0n, 40n, 2000n][seed % 3]!
        const tie = seed % 2 === 0 ? { tieBreaker: 'tie' } : {}
        compare(`${seed}: ${leftRows} x ${rightRows} in runs of ${longest}`, [left, right], (backend, [l, r]) =>
          backend.asofJoin(l!, r!, { on: ['k'], leftTime: 'at', rightTime: 'at', ttl, ...tie }),
        )
      }
    }
  }
})

test('as-of joins of rows in order within each key but for the last, which the first rows do not show', () => {
  const rows = 9000
  const times = (flawed: boolean) =>
    BigInt64Array.from({ length: rows }, (_, row) => BigInt(flawed && row === rows - 1 ? -1 : (row % 3000) * 5))
  const table = (flawed: boolean) =>
    tableFromColumns(
      {
        k: fixedWidthColumn(
          'int64',
          rows,
          BigInt64Array.from({ length: rows }, (_, row) => BigInt(Math.floor(row / 3000))),
          null,
        ),
        at: fixedWidthColumn('timestamp', rows, times(flawed), null),
        row: fixedWidthColumn(
          'int64',
          rows,
          BigInt64Array.from({ length: rows }, (_, row) => BigInt(row)),
          null,
        ),
      },
      rows,
    )
  for (const [left, right] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    compare(`${left}, ${right}`, [table(left), table(right)], (backend, [l, r]) =>
      backend.asofJoin(l!, r!, { on: ['k'], leftTime: 'at', rightTime: 'at' }),
    )
  }
})

test('sums, means and counts of one group, and of more than threads keep near', () => {
  const random = generator(9001)
  for (const rows of [0, 1, 63, 64, 65, 1000, 70_000]) {
    for (const nulls of [0, 0.3, 1]) {
      const values = Float64Array.from({ length: rows }, () => (random() - 0.5) * 10 ** Math.floor(random() * 300))
      const { validity } = integers(rows, () => 1n, random, nulls)
      const table = tableFromColumns(
        {
          one: integers(rows, () => 5n, random),
          near: integers(rows, below(rows), random),
          far: integers(rows, (_, random) => below(rows)(0, random) * 1_000_003n, random),
          float: fixedWidthColumn('float64', rows, values, validity),
          single: fixedWidthColumn('float32', rows, Float32Array.from(values), validity),
          wide: integers(
            rows,
            (_, random) => BigInt.asIntN(64, BigInt(Math.floor(random() * 2 ** 53)) << 11n),
            random,
            nulls,
          ),
          narrow: fixedWidthColumn(
            'int32',
            rows,
            Int32Array.from(values, (value) => value * 1e9),
            validity,
          ),
        },
        rows,
      )
      const names = ['float', 'single', 'wide', 'narrow'] as const
      const aggregations = Object.fromEntries(
        names.flatMap((column) =>
          (['sum', 'mean', 'count', 'std'] as const).map((fn) => [`${fn} ${column}`, { fn, column }] as const),
        ),
      )
      for (const keys of [[], ['one'], ['near'], ['far']]) {
        compare(`${rows} rows, nulls ${nulls}, by ${keys}`, [table], (backend, [t]) =>
          backend.groupbyAgg(t!, keys, { rows: { fn: 'count' }, ...aggregations }),
        )
        const sums = Object.fromEntries(names.map((column) => [column, { fn: 'sum', column } as const]))
        compare(`${rows} rows, nulls ${nulls}, by ${keys}, sums alone`, [table], (backend, [t]) =>
          backend.groupbyAgg(t!, keys, sums),
        )
      }
    }
  }
})

test('keep-latest by near and far keys, few and many', () => {
  let seed = 7000
  for (const keyed of Object.keys(keys)) {
    if (keyed === 'none') continue
    for (const timed of Object.keys(times)) {
      for (const rows of [1, 65, 900]) {
        seed++
        const table = side({ rows, keys: keyed, times: timed, nulls: seed % 4 === 0 ? 0.2 : 0 }, seed)
        const on = Object.keys(keys[keyed]!(0, generator(1)))
        const by = seed % 5 === 0 ? ['at', 'tie'] : ['at']
        compare(JSON.stringify({ keyed, timed, rows, seed }), [table], (backend, [frame]) =>
          backend.dropDuplicates(frame!, on, by),
        )
      }
    }
  }
})

test('keep-latest of more keys than are kept at once', () => {
  for (const [index, timed] of ['random', 'equal', 'extremes'].entries()) {
    for (const keyed of Object.keys(mostKeys)) {
      const table = side({ rows: 60_000, keys: keyed, times: timed }, 8000 + index)
      compare(`${timed}, ${keyed}`, [table], (backend, [frame]) => backend.dropDuplicates(frame!, ['k'], ['at']))
    }
  }
})

test.run()
