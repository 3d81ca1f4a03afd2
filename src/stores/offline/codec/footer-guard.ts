/**
 * Walks a footer in Thrift's compact protocol without keeping anything of it, and throws where it could not have been
 * written: a list longer than the bytes that are left, or structures nested deeper than Parquet's are.
 *
 * hyparquet (1.31) allocates a list before it reads it, so that some hundred bytes of nested list headers would
 * take all memory; 'a footer of nested lists is refused' in the codec suite fails without this.
 *
 * Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export function assertPlausibleFooter(bytes: Uint8Array): void {
  const end = skipStruct(bytes, 0, 0)
  if (end > bytes.length) throw new Error('the footer ends in the middle of a field')
}

// Parquet's deepest is footer > row group > column chunk > metadata > statistics; lists count too.
const deepest = 16

const typeOf = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
}

function skipStruct(bytes: Uint8Array, start: number, depth: number): number {
  let at = start
  for (;;) {
    if (at >= bytes.length) throw new Error('the footer ends in the middle of a structure')
    const header = bytes[at++]!
    if ((header & 15) === typeOf.stop) return at
    if (header >>> 4 === 0) at = readVarint(bytes, at).next
    at = skipValue(bytes, at, header & 15, depth + 1)
  }
}

function skipValue(bytes: Uint8Array, at: number, type: number, depth: number): number {
  if (depth > deepest) throw new Error('the footer is nested too deep')
  switch (type) {
    case typeOf.true:
    case typeOf.false:
      return at
    case typeOf.byte:
      return at + 1
    case typeOf.i16:
    case typeOf.i32:
    case typeOf.i64:
      return readVarint(bytes, at).next
    case typeOf.double:
      return at + 8
    case typeOf.binary: {
      const { value, next } = readVarint(bytes, at)
      if (value > bytes.length - next) throw new Error('the footer has a text longer than itself')
      return next + value
    }
    case typeOf.list:
      return skipList(bytes, at, depth)
    case typeOf.struct:
      return skipStruct(bytes, at, depth)
    default:
      throw new Error(`the footer has a field of an unknown kind, ${type}`)
  }
}

function skipList(bytes: Uint8Array, start: number, depth: number): number {
  if (start >= bytes.length) throw new Error('the footer ends in the middle of a list')
  const header = bytes[start]!
  const long = header >>> 4 === 15 ? readVarint(bytes, start + 1) : { value: header >>> 4, next: start + 1 }
  const type = header & 15
  // Every item takes at least a byte.
  if (long.value > bytes.length - long.next) throw new Error('the footer has a list longer than itself')
  if (type === typeOf.true || type === typeOf.false) return long.next + long.value
  let at = long.next
  for (let item = 0; item < long.value; item++) at = skipValue(bytes, at, type, depth + 1)
  return at
}

function readVarint(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0
  for (let at = start, scale = 1; at < bytes.length && at < start + 10; at++, scale *= 128) {
    value += (bytes[at]! & 127) * scale
    if (bytes[at]! < 128) return { value, next: at + 1 }
  }
  throw new Error('the footer has a number that does not end')
}
