import { columnsFromTable } from '../../arrow/table-from-columns.js'
import { i32, i64, list, struct, type ThriftValue, text } from '../../stores/offline/codec/thrift-writer.js'
import { assertCode, assertSame } from '../assertion.js'
import type { ParquetCodecSuite } from '../parquet-codec-suite.js'
import { readBytes } from './sample-table.js'

const nanosecondsPerDay = 86_400_000_000_000n
/** The Julian day of 1970-01-01. */
const julianEpoch = 2_440_588n

/** Declares the tests of what only old writers write. */
export function oldFileTests({ withCodec }: ParquetCodecSuite): void {
  withCodec('INT96 timestamps of any year are right', async (codec) => {
    const timestamps = ['2024-01-01T00:00:00Z', '1600-02-29T12:34:56Z', '3000-06-01T23:59:59Z'].map(
      (date) => BigInt(Date.parse(date)) * 1000n + 7n,
    )
    const file = int96File(timestamps)
    if (!codec.supports.fixedLengthBytes) {
      await assertCode(() => readBytes(codec, file), 'MILLRACE_UNSUPPORTED_TYPE', 'what supports says it cannot')
      return
    }
    const table = await readBytes(codec, file)
    const { type, values } = columnsFromTable(table).get('seen')!
    assertSame([type, [...(values as BigInt64Array)]], ['timestamp', timestamps], 'microseconds')
  })
}

/** A file of one required INT96 column, plainly encoded: nanoseconds of the day, then the Julian day. */
function int96File(microseconds: readonly bigint[]): Uint8Array {
  const values = new Uint8Array(12 * microseconds.length)
  const view = new DataView(values.buffer)
  microseconds.forEach((value, row) => {
    const nanoseconds = value * 1000n
    const ofDay = ((nanoseconds % nanosecondsPerDay) + nanosecondsPerDay) % nanosecondsPerDay
    view.setBigInt64(12 * row, ofDay, true)
    view.setInt32(12 * row + 8, Number((nanoseconds - ofDay) / nanosecondsPerDay + julianEpoch), true)
  })
  const rows = microseconds.length
  // Version 1: plain values, and no levels, as the column is required.
  const page = struct([
    [1, i32(0)],
    [2, i32(values.length)],
    [3, i32(values.length)],
    [
      5,
      struct([
        [1, i32(rows)],
        [2, i32(0)],
        [3, i32(3)],
        [4, i32(3)],
      ]),
    ],
  ])
  const chunk = [...encoded(page), ...values]
  const footer = encoded(int96Footer(rows, chunk.length))
  const length = new Uint8Array(Int32Array.of(footer.length).buffer)
  const magic = new TextEncoder().encode('PAR1')
  return Uint8Array.from([...magic, ...chunk, ...footer, ...length, ...magic])
}

function int96Footer(rows: number, bytes: number): ThriftValue {
  const metadata = struct([
    [1, i32(3)],
    [2, list([i32(0)])],
    [3, list([text('seen')])],
    [4, i32(0)],
    [5, i64(rows)],
    [6, i64(bytes)],
    [7, i64(bytes)],
    [9, i64(4)],
  ])
  const chunk = struct([
    [2, i64(4)],
    [3, metadata],
  ])
  const group = struct([
    [1, list([chunk])],
    [2, i64(bytes)],
    [3, i64(rows)],
  ])
  const root = struct([
    [4, text('schema')],
    [5, i32(1)],
  ])
  const column = struct([
    [1, i32(3)],
    [3, i32(0)],
    [4, text('seen')],
  ])
  return struct([
    [1, i32(1)],
    [2, list([root, column])],
    [3, i64(rows)],
    [4, list([group])],
  ])
}

function encoded(value: ThriftValue): number[] {
  const out: number[] = []
  value.write(out)
  return out
}
