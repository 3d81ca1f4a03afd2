import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../../src/arrow/column-from-values.js'
import { valueAt } from '../../../src/arrow/value-at.js'
import { decodeRows } from '../../../src/stores/online/decode-rows.js'
import { encodeRows } from '../../../src/stores/online/encode-rows.js'
import { rowLayout } from '../../../src/stores/online/row-layout.js'
import { NO_TIMESTAMP, supersedes } from '../../../src/stores/online/row-order.js'
import { xxh32 } from '../../../src/stores/online/xxh32.js'
import { columnBits } from '../../../src/testing/column-bits.js'
import { edgeValues, sampleColumns } from '../../../src/testing/online-store-samples.js'
import { type DataType, dataTypes } from '../../../src/types.js'

type Fields = readonly { readonly name: string; readonly type: DataType }[]

const failure = (row: number, reason: string) => new Error(`row ${row}: ${reason}`)

function encode(fields: Fields, rows: readonly (readonly unknown[])[], events?: readonly bigint[]): Uint8Array[] {
  const times = BigInt64Array.from(events ?? rows.map(() => 0n))
  const { bytes, starts } = encodeRows(rowLayout(fields), sampleColumns(fields, rows), times, null)
  return rows.map((_, row) => bytes.slice(starts[row], starts[row + 1]))
}

function decode(fields: Fields, rows: readonly (Uint8Array | undefined)[]) {
  const layout = rowLayout(fields)
  return decodeRows(layout, rows, layout.slots, failure)
}

const allFields: Fields = dataTypes.map((type) => ({ name: type, type }))
const edgeRow = dataTypes.map((type) => edgeValues.get(type)![1])

test('lays a row out as the table in row-layout says', () => {
  const fields: Fields = [
    { name: 'ok', type: 'bool' },
    { name: 'name', type: 'string' },
    { name: 'count', type: 'int32' },
    { name: 'missing', type: 'int64' },
    { name: 'list', type: 'array<float64>' },
  ]
  const columns = sampleColumns(fields, [[true, 'abc', -2, null, [1]]])
  const { bytes } = encodeRows(rowLayout(fields), columns, BigInt64Array.of(1n), BigInt64Array.of(-1n))
  const view = new DataView(bytes.buffer)
  assert.is(bytes.length, 88)
  assert.equal([...bytes.subarray(0, 4)], [0x4d, 1, 0, 0])
  assert.is(view.getUint32(4, true), xxh32(new Int32Array(bytes.buffer), 2, 22, 0x14d))
  assert.equal([...bytes.subarray(16, 32)], [128, 0, 0, 0, 0, 0, 0, 1, 127, 255, 255, 255, 255, 255, 255, 255])
  assert.is(bytes[32], 0b10111, 'one bit a field')
  // Slots of 8 bytes: name, missing, list; of 4: count; of 1: ok. The list comes first in the variable area.
  assert.equal([view.getUint32(40, true), view.getUint32(44, true)], [80, 3], 'name')
  assert.is(view.getBigInt64(48, true), 0n, 'missing')
  assert.equal([view.getUint32(56, true), view.getUint32(60, true)], [72, 8], 'list')
  assert.is(view.getInt32(64, true), -2, 'count')
  assert.is(bytes[68], 1, 'ok')
  assert.is(view.getFloat64(72, true), 1, 'the list')
  assert.is(Buffer.from(bytes.subarray(80, 83)).toString(), 'abc', 'the name')
})

test('reads a field as often as it is wanted', () => {
  const fields: Fields = [
    { name: 'n', type: 'int64' },
    { name: 's', type: 'string' },
  ]
  const given = [
    [7n, 'a'],
    [null, 'b'],
    [-1n, null],
  ] as const
  const layout = rowLayout(fields)
  for (const times of [1, 2, 3, 50, 5000]) {
    const slots = Array.from({ length: times }, () => layout.slots).flat()
    const { columns } = decodeRows(layout, encode(fields, given), slots, failure)
    for (const [index, column] of columns.entries()) {
      assert.equal(
        given.map((_, row) => valueAt(column, row)),
        given.map((row) => row[index % 2]),
      )
    }
  }
})

test('takes the fingerprint of names, types and their order', () => {
  const a: Fields[number] = { name: 'a', type: 'int32' }
  const b: Fields[number] = { name: 'b', type: 'int32' }
  const schemas: Fields[] = [
    [],
    [a],
    [b],
    [a, b],
    [b, a],
    [{ ...a, type: 'float32' }],
    [{ name: 'a","int32"],["b', type: 'int32' }],
  ]
  const prints = schemas.map((fields) => rowLayout(fields).fingerprint.join())
  assert.is(new Set(prints).size, schemas.length)
  assert.equal(rowLayout([{ ...a }, { ...b }]).fingerprint, rowLayout([a, b]).fingerprint)
})

test('gives equal bytes for equal values, whatever lies under nulls', () => {
  const fields: Fields = allFields
  const columns = sampleColumns(fields, [edgeRow, edgeRow])
  const secondIsNull = Uint8Array.of(0b01)
  const { bytes, starts } = encodeRows(
    rowLayout(fields),
    columns.map((column) => ({ ...column, validity: secondIsNull })),
    BigInt64Array.of(3n, 3n),
    null,
  )
  const nulls = encode(fields, [dataTypes.map(() => null)], [3n])[0]!
  assert.equal([...bytes.subarray(starts[1], starts[2])], [...nulls])
})

test('treats "no created timestamp" alike for a batch and for a row', () => {
  const fields: Fields = [{ name: 'a', type: 'int32' }]
  const columns = sampleColumns(fields, [[1]])
  const layout = rowLayout(fields)
  const none = encodeRows(layout, columns, BigInt64Array.of(1n), null).bytes
  const smallest = encodeRows(layout, columns, BigInt64Array.of(1n), BigInt64Array.of(NO_TIMESTAMP)).bytes
  assert.equal([...none], [...smallest])
})

test('decodes what it encodes for random schemas and values', () => {
  fc.assert(
    fc.property(schemaAndRows, ({ fields, rows, events, absent }) => {
      const encoded = encode(fields, rows, events)
      const stored = encoded.map((row, index) => (absent[index] ? undefined : row))
      const { found, eventTimestamps, columns } = decode(fields, stored)
      const kept = rows.map((row, index) => (absent[index] ? row.map(() => null) : row))
      assert.equal(
        [...found],
        rows.map((_, index) => (absent[index] ? 0 : 1)),
      )
      assert.equal(
        [...eventTimestamps],
        events.map((event, index) => (absent[index] ? 0n : event)),
      )
      sampleColumns(fields, kept).forEach((column, index) => {
        assert.equal(columnBits(columns[index]!), columnBits(column), fields[index]!.type)
        assert.is(columns[index]!.validity === null, column.validity === null, 'validity only where there are nulls')
      })
    }),
    { numRuns: 300 },
  )
})

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const scalars: Record<string, fc.Arbitrary<unknown>> = {
  bool: fc.boolean(),
  int32: fc.integer(),
  int64,
  float32: fc.float(),
  float64: fc.double(),
  string: fc.string({ unit: 'binary', maxLength: 60 }),
  bytes: fc.uint8Array({ maxLength: 60 }),
  timestamp: int64,
}

function arbitraryOf(type: DataType): fc.Arbitrary<unknown> {
  const item = /^array<(.*)>$/.exec(type)?.[1]
  return fc.option(item === undefined ? scalars[type]! : fc.array(scalars[item]!, { maxLength: 9 }))
}

const schemaAndRows = fc.array(fc.constantFrom(...dataTypes), { maxLength: 20 }).chain((types) =>
  fc
    .array(fc.record({ row: fc.tuple(...types.map(arbitraryOf)), event: int64, absent: fc.boolean() }), {
      maxLength: 12,
    })
    .map((drawn) => ({
      fields: types.map((type, index): Fields[number] => ({ name: `f${index}`, type })),
      rows: drawn.map(({ row }) => row),
      events: drawn.map(({ event }) => event),
      absent: drawn.map(({ absent }) => absent),
    })),
)

test('orders rows by their bytes as their timestamps are ordered', () => {
  const fields: Fields = []
  const layout = rowLayout(fields)
  const rowOf = (event: bigint, created: bigint) =>
    encodeRows(layout, [], BigInt64Array.of(event), BigInt64Array.of(created)).bytes
  const time = fc.oneof(int64, fc.bigInt({ min: -3n, max: 3n }))
  fc.assert(
    fc.property(time, time, time, time, (event, created, otherEvent, otherCreated) => {
      const later = event > otherEvent || (event === otherEvent && created >= otherCreated)
      assert.is(supersedes(rowOf(event, created), rowOf(otherEvent, otherCreated)), later)
    }),
  )
  assert.is(supersedes(rowOf(0n, 0n), undefined), true)
  assert.is(supersedes(rowOf(0n, 0n), new Uint8Array(100)), true, 'what is no row gives way')
  assert.is(supersedes(rowOf(0n, 0n), rowOf(9n, 9n).subarray(0, 24)), true, 'half a row gives way')
})

test('finds every flipped bit of a row', () => {
  const row = encode(allFields, [edgeRow])[0]!
  for (let bit = 0; bit < row.length * 8; bit++) {
    const damaged = row.slice()
    damaged[bit >> 3]! ^= 1 << (bit & 7)
    assert.throws(
      () => decode(allFields, [undefined, damaged]),
      /^row 1: its (checksum|format version)|^row 1: it does not begin/,
    )
  }
})

test('finds the damaged row among others of one length, absent ones and ones of another schema', () => {
  const fields: Fields = [
    { name: 'a', type: 'float64' },
    { name: 'b', type: 'int64' },
  ]
  const rows: (Uint8Array | undefined)[] = encode(
    fields,
    Array.from({ length: 11 }, (_, row) => [row, BigInt(row)]),
  )
  const check = (found: readonly number[]) => {
    const decoded = decode(fields, rows)
    assert.equal([...decoded.found], found)
    found.forEach((state, row) => {
      const values = decoded.columns.map((column) => valueAt(column, row))
      assert.equal(values, state === 1 ? [row, BigInt(row)] : [null, null])
    })
    for (const [index, row] of rows.entries()) {
      for (let bit = 0; row && bit < row.length * 8; bit += 7) {
        row[bit >> 3]! ^= 1 << (bit & 7)
        assert.throws(() => decode(fields, rows), new RegExp(`^row ${index}: `))
        row[bit >> 3]! ^= 1 << (bit & 7)
      }
    }
  }
  check([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
  rows[1] = rows[8] = undefined
  check([1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1])
  const [other] = encode([fields[0]!, { name: 'c', type: 'int64' }], [[7, 7n]])
  rows[2] = other
  rows[10] = other!.slice()
  check([1, 0, 2, 1, 1, 1, 1, 1, 0, 1, 2])
})

test('finds every truncation of a row, and bytes too many', () => {
  const row = encode(allFields, [edgeRow])[0]!
  for (let length = 0; length < row.length; length++) {
    assert.throws(() => decode(allFields, [row.subarray(0, length)]), /^row 0: its (length|checksum)/)
  }
  assert.throws(() => decode(allFields, [Uint8Array.of(...row, 0, 0, 0, 0, 0, 0, 0, 0)]), /checksum/)
})

test('reads nothing outside a row, even where its checksum is right', () => {
  // Two rows, so that there is something beside the one whose offsets are wrong.
  const fields: Fields = [
    { name: 'text', type: 'string' },
    { name: 'texts', type: 'array<string>' },
    { name: 'numbers', type: 'array<int64>' },
  ]
  const [row, neighbour] = encode(fields, [
    ['abc', ['d', 'ef'], [1n, 2n]],
    ['secret', ['secret'], [42n]],
  ]) as [Uint8Array, Uint8Array]
  const words = row.length / 4
  let refused = 0
  for (let word = 10; word < words; word++) {
    for (const value of [-1, 1, 1000, 0x7fffffff, row.length]) {
      const hostile = row.slice()
      const view = new Int32Array(hostile.buffer)
      view[word] = value
      view[1] = xxh32(view, 2, words, view[0])
      try {
        const { columns } = decode(fields, [hostile, neighbour])
        for (const column of columns)
          assert.not.match(columnBits({ ...column, length: 1 }).join(), Buffer.from('secret').toString('hex'))
      } catch (error) {
        assert.match((error as Error).message, /^row 0: /)
        refused++
      }
    }
  }
  assert.ok(refused > 20, `${refused} refused`)
})

test('refuses half items and text that is not UTF-8, even where the checksum is right', () => {
  const sealed = (row: Uint8Array, change: (bytes: Uint8Array, words: Int32Array) => void) => {
    const hostile = row.slice()
    const words = new Int32Array(hostile.buffer)
    change(hostile, words)
    words[1] = xxh32(words, 2, words.length, words[0])
    return hostile
  }
  const textAt = (row: Uint8Array, text: string) => Buffer.from(row.buffer).indexOf(text)
  for (const [type, value] of [
    ['string', 'abc'],
    ['array<string>', ['de', 'abc']],
  ] as const) {
    const fields: Fields = [{ name: 'x', type }]
    const row = encode(fields, [[value]])[0]!
    for (const bad of [[0xff], [0xc3, 0x28], [0x61, 0x62, 0xf0]]) {
      const hostile = sealed(row, (bytes) => bytes.set(bad, textAt(row, 'abc')))
      assert.throws(() => decode(fields, [row, hostile]), /^row 1: .*UTF-8/, `${type} ${bad}`)
    }
  }
  for (const [type, width] of [
    ['array<float32>', 4],
    ['array<int64>', 8],
  ] as const) {
    const fields: Fields = [{ name: 'x', type }]
    const value = type === 'array<int64>' ? [1n, 2n, 3n, 4n, 5n, 6n] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    const row = encode(fields, [[value]])[0]!
    for (const less of [1, width - 1, width * 5 + 1]) {
      // The list's byte length is the second word of the only slot.
      const hostile = sealed(row, (_, words) => (words[11]! -= less))
      assert.throws(() => decode(fields, [row, hostile]), /^row 1: .*within an item/, `${type} -${less}`)
    }
  }
})

test('reads rows that begin anywhere in their buffers', () => {
  const fields: Fields = [{ name: 'a', type: 'float64' }]
  const row = encode(fields, [[1.5]])[0]!
  for (let shift = 0; shift < 8; shift++) {
    const buffer = new Uint8Array(row.length + shift)
    buffer.set(row, shift)
    assert.equal([...decode(fields, [buffer.subarray(shift)]).columns[0]!.values!], [1.5])
  }
})

test('shares no memory between results', () => {
  const fields: Fields = [
    { name: 'a', type: 'string' },
    { name: 'b', type: 'int32' },
  ]
  const first = decode(fields, encode(fields, [['one', 1]]))
  const bits = first.columns.map(columnBits)
  decode(fields, encode(fields, [['two', 2]]))
  assert.equal(first.columns.map(columnBits), bits)
  assert.equal(columnBits(columnFromValues('string', ['one'], 'a')), bits[0])
})

test.run()
