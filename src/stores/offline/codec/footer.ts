import type { FileMetaData } from 'hyparquet'
import { parquetMetadata } from 'hyparquet/src/metadata.js'
import type { ByteSource } from './byte-source.js'
import { assertPlausibleFooter } from './footer-guard.js'
import { asParquetError, corruptParquet, decodingParquet } from './parquet-error.js'

/** Most footers fit; a longer one costs a second read. */
const firstRead = 64 * 1024

/** Length of the footer's own length and the magic number at the end of a file. */
export const tailLength = 8

/** Reads the footer at the end of a Parquet file. Throws MILLRACE_PARQUET_CORRUPT. */
export async function readFooter(source: ByteSource): Promise<FileMetaData> {
  try {
    const { byteLength, name } = source
    const tail = await source.read(Math.max(0, byteLength - firstRead), byteLength)
    const length = footerLength(name, byteLength, tail)
    const start = byteLength - tailLength - length
    return parseFooter(
      name,
      byteLength,
      length + tailLength <= tail.length ? tail : await source.read(start, byteLength),
    )
  } catch (error) {
    throw asParquetError(source.name, error)
  }
}

/** Parses the footer out of the last bytes of a file of `byteLength` bytes. Throws MILLRACE_PARQUET_CORRUPT. */
export function parseFooter(name: string, byteLength: number, tail: Uint8Array): FileMetaData {
  const length = footerLength(name, byteLength, tail)
  const start = tail.length - tailLength - length
  if (start < 0) throw corruptParquet(name, `the footer of ${length} bytes is longer than what was read`)
  return decodingParquet(name, () => {
    assertPlausibleFooter(tail.subarray(start, start + length))
    return parquetMetadata(tail, { parsers: wholeNumbers, geoparquet: false })
  })
}

/** Statistics of timestamps as microseconds: hyparquet's defaults are Dates, which lose the microseconds. */
const wholeNumbers = {
  timestampFromMilliseconds: (value: bigint) => value * 1000n,
  timestampFromMicroseconds: (value: bigint) => value,
  timestampFromNanoseconds: (value: bigint) => (value - (((value % 1000n) + 1000n) % 1000n)) / 1000n,
  dateFromDays: (value: number) => BigInt(value) * 86_400_000_000n,
  stringFromBytes: (bytes: Uint8Array) => bytes,
}

function footerLength(name: string, byteLength: number, tail: Uint8Array): number {
  if (byteLength < 4 + tailLength) throw corruptParquet(name, `it is only ${byteLength} bytes long`)
  const magic = String.fromCharCode(...tail.subarray(tail.length - 4))
  if (magic === 'PARE') throw corruptParquet(name, 'its footer is encrypted, which is not supported')
  if (magic !== 'PAR1') throw corruptParquet(name, 'it does not end with PAR1, so it is cut off or no Parquet file')
  const length = new DataView(tail.buffer, tail.byteOffset, tail.length).getUint32(tail.length - tailLength, true)
  if (length > byteLength - 4 - tailLength) throw corruptParquet(name, `its footer says to be ${length} bytes long`)
  return length
}
