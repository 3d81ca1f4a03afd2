import * as arrow from 'apache-arrow'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { codedTextFromVector } from '../../src/arrow/coded-text.js'
import { columnFromVector } from '../../src/arrow/column-from-vector.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import { MillraceError } from '../../src/errors.js'

fc.configureGlobal({ includeErrorInReport: true })

const list = (type: arrow.DataType) => new arrow.List(new arrow.Field('item', type, true))

const vectors: readonly arrow.Vector[] = [
  arrow.vectorFromArray([true, null, false, true], new arrow.Bool()),
  arrow.vectorFromArray([1, null, 3, 4], new arrow.Int8()),
  arrow.vectorFromArray([1n, null, 3n, 4n], new arrow.Uint64()),
  arrow.vectorFromArray([1, null, 3, 4], new arrow.Float64()),
  arrow.vectorFromArray(['é', null, '', '😀'], new arrow.Utf8()),
  arrow.vectorFromArray(['é', null, '', '😀'], new arrow.LargeUtf8()),
  arrow.vectorFromArray(['é', null, 'more than twelve bytes', ''], new arrow.Utf8View()),
  arrow.vectorFromArray([Uint8Array.of(1), null, Uint8Array.of(2), Uint8Array.of(3)], new arrow.FixedSizeBinary(1)),
  arrow.vectorFromArray(['a', null, 'b', 'a'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())),
  arrow.vectorFromArray([[1], null, [], [2, 3]], list(new arrow.Int32())),
  arrow.vectorFromArray([['é'], null, [], ['', 'b']], list(new arrow.Utf8())),
  arrow.vectorFromArray(
    [[1, 2], null, [3, 4], [5, 6]],
    new arrow.FixedSizeList(2, new arrow.Field('item', new arrow.Float32(), true)),
  ),
]

/** A change of one thing in a piece of data or in the items of a list. */
interface Damage {
  readonly what:
    | 'length'
    | 'offset'
    | '_nullCount'
    | 'values'
    | 'valueOffsets'
    | 'nullBitmap'
    | 'variadicBuffers'
    | 'dictionary'
  readonly how: 'drop' | 'cut' | 'set'
  readonly place: number
  readonly value: number
  readonly inItems: boolean
}

const damages: fc.Arbitrary<Damage> = fc.record({
  what: fc.constantFrom(
    'length',
    'offset',
    '_nullCount',
    'values',
    'valueOffsets',
    'nullBitmap',
    'variadicBuffers',
    'dictionary',
  ),
  how: fc.constantFrom('drop', 'cut', 'set'),
  place: fc.nat(20),
  value: fc.oneof(fc.integer({ min: -3, max: 40 }), fc.constantFrom(255, 2 ** 31 - 1, -(2 ** 31))),
  inItems: fc.boolean(),
})

function damage(data: arrow.Data, change: Damage): arrow.Data {
  const copy = data.clone()
  if (change.inItems && data.children.length > 0) {
    return Object.assign(copy, { children: data.children.map((child) => damage(child, { ...change, inItems: false })) })
  }
  return Object.assign(copy, { [change.what]: damaged(Reflect.get(data, change.what), change) })
}

function damaged(found: unknown, { how, place, value }: Damage): unknown {
  if (typeof found === 'number') return Math.max(how === 'drop' ? 0 : value, -1) % 100_000
  if (Array.isArray(found)) return []
  if (how === 'drop' || found === undefined || !ArrayBuffer.isView(found)) return undefined
  const copy = (found as Uint8Array).slice()
  if (how === 'cut') return copy.subarray(0, place)
  // Both kinds of typed arrays take a number or a bigint only.
  if (place < copy.length) copy[place] = (typeof copy[place] === 'bigint' ? BigInt(value) : value) as number
  return copy
}

test('damaged vectors are refused with a typed error or read as columns that keep their promises', () => {
  let refused = 0
  let read = 0
  fc.assert(
    fc.property(fc.constantFrom(...vectors), fc.array(damages, { minLength: 1, maxLength: 3 }), (vector, changes) => {
      const data = changes.reduce(damage, vector.data[0]!)
      try {
        const column = columnFromVector({ type: data.type, data: [data] } as unknown as arrow.Vector, 'x')
        assert.is(valuesOf(column).length, column.length)
        if (column.offsets !== null) assert.is(column.offsets.at(-1), column.items?.length ?? column.values!.length)
        read++
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error
        refused++
      }
    }),
    { numRuns: 3000 },
  )
  console.log(`# damaged vectors: ${refused} refused, ${read} read`)
  assert.ok(refused > 300 && read > 300)
})

test('damaged dictionaries are refused by code where they are when decoded, else read alike', () => {
  const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())
  const words = arrow.vectorFromArray(['a', null, 'b', 'a', 'b', null, 'a'], type)
  const outcome = <T>(read: () => T): T | string => {
    try {
      return read()
    } catch (error) {
      if (error instanceof MillraceError) return error.code
      throw error
    }
  }
  let [refused, read] = [0, 0]
  fc.assert(
    fc.property(fc.array(damages, { minLength: 1, maxLength: 2 }), (changes) => {
      const data = changes.reduce(damage, words.data[0]!)
      const vector = { type: data.type, data: [data] } as unknown as arrow.Vector
      const decoded = outcome(() => valuesOf(columnFromVector(vector, 'x')))
      const coded = outcome(() => codedTextFromVector(vector, 'x'))
      if (coded === null) return
      if (typeof decoded === 'string' || typeof coded === 'string') {
        assert.is(coded, decoded)
        refused++
        return
      }
      const entries = valuesOf(coded.words)
      assert.is(entries[0], null)
      assert.equal(
        Array.from(coded.codes, (code) => entries[code]),
        decoded,
      )
      read++
    }),
    { numRuns: 3000 },
  )
  assert.ok(refused > 100 && read > 100, `${refused} and ${read}`)
})

test.run()
