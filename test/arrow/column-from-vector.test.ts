import * as arrow from 'apache-arrow'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { columnFromVector } from '../../src/arrow/column-from-vector.js'
import { columnToVector } from '../../src/arrow/column-to-vector.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import type { Column } from '../../src/column.js'
import { type ErrorCode, MillraceError } from '../../src/errors.js'
import type { DataType, Value } from '../../src/types.js'

fc.configureGlobal({ includeErrorInReport: true })

function read(vector: arrow.Vector): Column {
  return columnFromVector(vector, 'x')
}

function assertReads(vector: arrow.Vector, type: DataType, expected: readonly Value[]): void {
  const column = read(vector)
  assert.is(column.type, type)
  assert.is(column.length, expected.length)
  assert.equal(valuesOf(column), expected)
}

function assertFails(vector: arrow.Vector, code: ErrorCode): void {
  try {
    read(vector)
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error
    assert.is(error.code, code)
    assert.match(error.message, /'x'/)
    return
  }
  assert.unreachable('no error')
}

const long = 'a text of more than twelve bytes'
const utf8 = (...texts: string[]) => {
  const bytes = texts.map((text) => new TextEncoder().encode(text))
  const offsets = [0]
  for (const piece of bytes) offsets.push(offsets.at(-1)! + piece.length)
  return { offsets, bytes: Uint8Array.from(bytes.flatMap((piece) => [...piece])) }
}

const vectors: readonly (readonly [string, arrow.Vector, DataType, readonly Value[]])[] = [
  ['Bool', arrow.vectorFromArray([true, null, false], new arrow.Bool()), 'bool', [true, null, false]],
  ['Int8', arrow.vectorFromArray([-128, null, 127], new arrow.Int8()), 'int32', [-128, null, 127]],
  ['Int16', arrow.vectorFromArray([-32768, null, 1], new arrow.Int16()), 'int32', [-32768, null, 1]],
  ['Int32', arrow.vectorFromArray([-5, null, 5], new arrow.Int32()), 'int32', [-5, null, 5]],
  ['Int64', arrow.vectorFromArray([-5n, null, 2n ** 62n], new arrow.Int64()), 'int64', [-5n, null, 2n ** 62n]],
  ['Uint8', arrow.vectorFromArray([255, null], new arrow.Uint8()), 'int32', [255, null]],
  ['Uint16', arrow.vectorFromArray([65535, null], new arrow.Uint16()), 'int32', [65535, null]],
  ['Uint32', arrow.vectorFromArray([4294967295, null], new arrow.Uint32()), 'int64', [4294967295n, null]],
  ['Uint64', arrow.vectorFromArray([2n ** 63n - 1n, null], new arrow.Uint64()), 'int64', [2n ** 63n - 1n, null]],
  [
    'Float16',
    arrow.makeVector(
      arrow.makeData({
        type: new arrow.Float16(),
        data: Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x8000, 0x7c00, 0xfbff, 0x3555),
      }),
    ),
    'float32',
    [1, -2, 2 ** -24, -0, Infinity, -65504, 0.333251953125],
  ],
  ['Float32', arrow.vectorFromArray([0.5, null, NaN], new arrow.Float32()), 'float32', [0.5, null, NaN]],
  ['Float64', arrow.vectorFromArray([0.1, null, -0], new arrow.Float64()), 'float64', [0.1, null, -0]],
  ['Utf8', arrow.vectorFromArray(['', null, 'é😀'], new arrow.Utf8()), 'string', ['', null, 'é😀']],
  ['LargeUtf8', arrow.vectorFromArray(['a', null, 'é😀'], new arrow.LargeUtf8()), 'string', ['a', null, 'é😀']],
  ['Utf8View', arrow.vectorFromArray(['a', null, long, ''], new arrow.Utf8View()), 'string', ['a', null, long, '']],
  [
    'Binary',
    arrow.vectorFromArray([Uint8Array.of(1, 255), null], new arrow.Binary()),
    'bytes',
    [Uint8Array.of(1, 255), null],
  ],
  [
    'LargeBinary',
    arrow.vectorFromArray([Uint8Array.of(9), null], new arrow.LargeBinary()),
    'bytes',
    [Uint8Array.of(9), null],
  ],
  [
    'BinaryView',
    arrow.vectorFromArray([new Uint8Array(20).fill(7), null], new arrow.BinaryView()),
    'bytes',
    [new Uint8Array(20).fill(7), null],
  ],
  [
    'FixedSizeBinary',
    arrow.vectorFromArray([Uint8Array.of(1, 2), null, Uint8Array.of(3, 4)], new arrow.FixedSizeBinary(2)),
    'bytes',
    [Uint8Array.of(1, 2), null, Uint8Array.of(3, 4)],
  ],
  [
    'Date day',
    arrow.makeVector(arrow.makeData({ type: new arrow.DateDay(), data: Int32Array.of(1, -1) })),
    'timestamp',
    [86_400_000_000n, -86_400_000_000n],
  ],
  [
    'Date ms',
    arrow.makeVector(arrow.makeData({ type: new arrow.DateMillisecond(), data: BigInt64Array.of(1n, -1n) })),
    'timestamp',
    [1000n, -1000n],
  ],
  ['Timestamp s', timestamps(arrow.TimeUnit.SECOND, 2n, -2n), 'timestamp', [2_000_000n, -2_000_000n]],
  ['Timestamp ms', timestamps(arrow.TimeUnit.MILLISECOND, 2n, -2n), 'timestamp', [2000n, -2000n]],
  ['Timestamp us', timestamps(arrow.TimeUnit.MICROSECOND, 2n, -2n), 'timestamp', [2n, -2n]],
  ['Timestamp ns', timestamps(arrow.TimeUnit.NANOSECOND, 1999n, -1n, -1000n, -1001n), 'timestamp', [1n, -1n, -1n, -2n]],
  [
    'Dictionary of text',
    arrow.vectorFromArray(['b', 'a', null, 'b'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())),
    'string',
    ['b', 'a', null, 'b'],
  ],
  [
    'Dictionary of numbers with int64 indices',
    arrow.makeVector(
      arrow.makeData({
        // Arrow's files may have such indices though this library's types do not.
        type: new arrow.Dictionary(new arrow.Float64(), new arrow.Int64() as never),
        data: BigInt64Array.of(1n, 0n) as never,
        dictionary: arrow.vectorFromArray([0.25, null], new arrow.Float64()),
      }),
    ),
    'float64',
    [null, 0.25],
  ],
  [
    'List',
    arrow.vectorFromArray([[1, 2], null, [], [3]], list(new arrow.Float32())),
    'array<float32>',
    [[1, 2], null, [], [3]],
  ],
  [
    'List of text',
    arrow.vectorFromArray([['a', 'é'], null, []], list(new arrow.Utf8())),
    'array<string>',
    [['a', 'é'], null, []],
  ],
  [
    'List of small integers',
    arrow.vectorFromArray([[1], [-2, 3]], list(new arrow.Int8())),
    'array<int32>',
    [[1], [-2, 3]],
  ],
  [
    'FixedSizeList with null items under a null',
    arrow.vectorFromArray(
      [[1, 2], null, [3, 4]],
      new arrow.FixedSizeList(2, new arrow.Field('item', new arrow.Float64(), true)),
    ),
    'array<float64>',
    [[1, 2], null, [3, 4]],
  ],
  [
    'LargeList',
    arrow.vectorFromArray(
      [[true], null, [false, true]],
      new arrow.LargeList(new arrow.Field('item', new arrow.Bool(), true)),
    ),
    'array<bool>',
    [[true], null, [false, true]],
  ],
]

function list<T extends arrow.DataType>(type: T): arrow.List<T> {
  return new arrow.List(new arrow.Field('item', type, true))
}

function timestamps(unit: arrow.TimeUnit, ...values: bigint[]): arrow.Vector {
  return arrow.makeVector(arrow.makeData({ type: new arrow.Timestamp(unit), data: BigInt64Array.from(values) }))
}

for (const [name, vector, type, expected] of vectors) {
  test(`${name} becomes ${type}`, () => assertReads(vector, type, expected))

  test(`${name}: every slice of it, alone and joined`, () => {
    for (let start = 0; start <= expected.length; start++) {
      for (let end = start; end <= expected.length; end++) {
        assertReads(vector.slice(start, end), type, expected.slice(start, end))
        assertReads(vector.slice(start, end).concat(vector.slice(0, end)), type, [
          ...expected.slice(start, end),
          ...expected.slice(0, end),
        ])
      }
    }
  })

  test(`${name} goes to Arrow and through IPC unchanged`, () => {
    const back = columnToVector(read(vector))
    assertReads(back, type, expected)
    const table = arrow.tableFromIPC(arrow.tableToIPC(new arrow.Table({ x: back })))
    assertReads(table.getChild('x')!, type, expected)
  })
}

test('one chunk in the right layout is shared, not copied', () => {
  const data = Float64Array.of(1, 2, 3)
  const nullBitmap = Uint8Array.of(0b101)
  const vector = arrow.makeVector(arrow.makeData({ type: new arrow.Float64(), length: 3, data, nullBitmap }))
  const column = read(vector)
  assert.is(column.values!.buffer, data.buffer)
  assert.is(column.validity!.buffer, nullBitmap.buffer)
  assert.is(columnToVector(column).data[0]!.values.buffer, data.buffer)
  assert.is((read(vector.slice(1, 3)).values as Float64Array).buffer, data.buffer)

  const { offsets, bytes } = utf8('ab', 'c')
  const valueOffsets = Int32Array.from(offsets)
  const text = read(arrow.makeVector(arrow.makeData({ type: new arrow.Utf8(), valueOffsets, data: bytes })))
  assert.is(text.values!.buffer, bytes.buffer)
  assert.is(text.offsets!.buffer, valueOffsets.buffer)
})

test('buffers have exactly the length of the column', () => {
  const data = Float64Array.of(1, 2, 3, 4)
  const nullBitmap = new Uint8Array(64).fill(255)
  nullBitmap[0] = 0b11111101
  const vector = arrow.makeVector(
    arrow.makeData({ type: new arrow.Float64(), length: 3, data, nullBitmap, nullCount: 1 }),
  )
  const column = read(vector)
  assert.is(column.values!.length, 3)
  assert.equal([...column.validity!], [0b101])
  assert.is(nullBitmap[0], 0b11111101)
})

test('a vector without chunks is an empty column', () => {
  assertReads(
    new arrow.Vector([arrow.makeData({ type: new arrow.Utf8(), length: 0, valueOffsets: [], data: [] })]),
    'string',
    [],
  )
  assertReads(arrow.vectorFromArray([], list(new arrow.Int32())), 'array<int32>', [])
})

test('nanoseconds round down over the whole of int64', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const floor = (value - (((value % 1000n) + 1000n) % 1000n)) / 1000n
      assertReads(timestamps(arrow.TimeUnit.NANOSECOND, value), 'timestamp', [floor])
    }),
    { examples: [[-(2n ** 63n)], [2n ** 63n - 1n], [-1n], [999n], [1000n]] },
  )
})

test('what does not fit is out of range, unless it lies under a null', () => {
  const range = 'MILLRACE_VALUE_OUT_OF_RANGE'
  const max = 2n ** 63n - 1n
  const nulled = (type: arrow.DataType, data: unknown) =>
    arrow.makeVector(
      arrow.makeData({ type, length: 1, nullCount: 1, nullBitmap: Uint8Array.of(0), data } as never) as arrow.Data,
    )
  const day = Int32Array.of(2 ** 31 - 1)
  assertFails(arrow.makeVector(BigUint64Array.of(2n ** 63n)), range)
  assertReads(nulled(new arrow.Uint64(), BigUint64Array.of(2n ** 63n)), 'int64', [null])
  assertFails(timestamps(arrow.TimeUnit.SECOND, max), range)
  assertFails(timestamps(arrow.TimeUnit.MILLISECOND, -max), range)
  assertReads(nulled(new arrow.Timestamp(arrow.TimeUnit.SECOND), BigInt64Array.of(max)), 'timestamp', [null])
  assertFails(arrow.makeVector(arrow.makeData({ type: new arrow.DateDay(), data: day })), range)
  assertReads(nulled(new arrow.DateDay(), day), 'timestamp', [null])
})

test('other types are not supported', () => {
  const code = 'MILLRACE_UNSUPPORTED_TYPE'
  const item = new arrow.Field('item', new arrow.Int32(), true)
  for (const type of [
    new arrow.Null(),
    new arrow.Decimal(2, 10, 128),
    new arrow.Struct([item]),
    new arrow.TimeMillisecond(),
    new arrow.DurationSecond(),
    new arrow.IntervalDayTime(),
    new arrow.Map_(new arrow.Field('entries', new arrow.Struct([item, item]), false) as never),
    list(list(new arrow.Int32())),
    list(new arrow.Struct([item])),
  ]) {
    assertFails({ type, data: [] } as unknown as arrow.Vector, code)
  }
})

test('a null item in a list is not supported', () => {
  assertFails(arrow.vectorFromArray([[1], [2, null]], list(new arrow.Int32())), 'MILLRACE_UNSUPPORTED_TYPE')
  assertFails(
    arrow.vectorFromArray(
      [[1, null], null],
      new arrow.FixedSizeList(2, new arrow.Field('item', new arrow.Int32(), true)),
    ),
    'MILLRACE_UNSUPPORTED_TYPE',
  )
})

test('buffers that contradict each other are refused', () => {
  const code = 'MILLRACE_INVALID_VALUE'
  const vector = (props: object) => arrow.makeVector(arrow.makeData(props as never) as arrow.Data)
  const { bytes } = utf8('abcdef')
  const text = (offsets: number[], data: Uint8Array = bytes) =>
    vector({ type: new arrow.Utf8(), valueOffsets: Int32Array.from(offsets), data, length: offsets.length - 1 })
  assertReads(text([0, 2, 6]), 'string', ['ab', 'cdef'])
  assertFails(text([0, 4, 2]), code)
  assertFails(text([0, 7]), code)
  assertFails(text([-1, 2]), code)
  assertFails(vector({ type: new arrow.Utf8(), valueOffsets: Int32Array.of(0), data: bytes, length: 5 }), code)
  assertFails(
    vector({ type: new arrow.LargeUtf8(), valueOffsets: BigInt64Array.of(0n, 2n ** 40n), data: bytes, length: 1 }),
    code,
  )
  assertFails(vector({ type: new arrow.Float64(), data: Float64Array.of(1), length: 2 }), code)
  assertFails(vector({ type: new arrow.Bool(), data: Uint8Array.of(1), length: 9 }), code)
  assertFails(
    vector({
      type: new arrow.Float64(),
      data: new Float64Array(9),
      nullBitmap: Uint8Array.of(1),
      nullCount: 8,
      length: 9,
    }),
    code,
  )
  assertFails(vector({ type: new arrow.FixedSizeBinary(4), data: Uint8Array.of(1, 2, 3), length: 1 }), code)
  assertFails(vector({ type: new arrow.Utf8View(), views: new Uint8Array(8), length: 1 }), code)
  const view = new Uint8Array(16)
  new DataView(view.buffer).setInt32(0, 20, true)
  assertFails(
    vector({ type: new arrow.Utf8View(), views: view, variadicBuffers: [new Uint8Array(10)], length: 1 }),
    code,
  )
  const dictionary = arrow.vectorFromArray(['a'], new arrow.Utf8())
  for (const index of [1, -1]) {
    const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())
    assertFails(vector({ type, data: Int32Array.of(index), dictionary }), code)
  }
  const child = arrow.makeData({ type: new arrow.Int32(), data: Int32Array.of(1) })
  assertFails(vector({ type: list(new arrow.Int32()), valueOffsets: Int32Array.of(0, 2), child, length: 1 }), code)
})

test('text that is not UTF-8 is refused, unless it lies under a null', () => {
  const cases = [
    [0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xf0, 0x8f, 0xbf, 0xbf],
    [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xc3], [0xe2, 0x82], [0xc3, 0x28], [0xf0, 0x9f, 0x98],
  ] // biome-ignore format: a list of bytes
  for (const bytes of cases) {
    const data = Uint8Array.from([...bytes, 0x61])
    const parts = {
      type: new arrow.Utf8(),
      valueOffsets: Int32Array.of(0, bytes.length, bytes.length + 1),
      data,
      length: 2,
    }
    assertFails(arrow.makeVector(arrow.makeData(parts)), 'MILLRACE_INVALID_VALUE')
    assertReads(arrow.makeVector(arrow.makeData({ ...parts, nullCount: 1, nullBitmap: Uint8Array.of(2) })), 'string', [
      null,
      'a',
    ])
  }
})

test('a character cut in two by its offsets is refused', () => {
  const { bytes } = utf8('é')
  const data = arrow.makeData({ type: new arrow.Utf8(), valueOffsets: Int32Array.of(0, 1, 2), data: bytes })
  assertFails(arrow.makeVector(data), 'MILLRACE_INVALID_VALUE')
})

test('any values survive slices, chunks and IPC', () => {
  const values = fc.oneof(
    fc.tuple(fc.constant('float64' as const), fc.array(fc.option(fc.double()))),
    fc.tuple(fc.constant('string' as const), fc.array(fc.option(fc.string({ unit: 'binary' })))),
    fc.tuple(fc.constant('bool' as const), fc.array(fc.option(fc.boolean()))),
    fc.tuple(fc.constant('array<int32>' as const), fc.array(fc.option(fc.array(fc.integer())))),
    fc.tuple(fc.constant('array<string>' as const), fc.array(fc.option(fc.array(fc.string({ unit: 'binary' }))))),
  )
  fc.assert(
    fc.property(values, fc.nat(12), fc.nat(12), ([type, list], from, size) => {
      // Arrow swaps the ends of a slice that are in the wrong order.
      const to = from + size
      const vector = columnToVector(columnFromValues(type, list, 'x'))
      const pieces = vector.slice(from, to).concat(vector.slice(to))
      const expected = [...list.slice(from, to), ...list.slice(to)] as Value[]
      assertReads(pieces, type, expected)
      const table = arrow.tableFromIPC(arrow.tableToIPC(new arrow.Table({ x: pieces })))
      assertReads(table.getChild('x')!, type, expected)
    }),
  )
})

test.run()
