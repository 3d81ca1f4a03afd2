/**
 * Values of Thrift's compact protocol and how they are written: as much of it as a Parquet footer needs.
 *
 * Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export interface ThriftValue {
  readonly type: number
  readonly write: (out: number[]) => void
}

const encoder = new TextEncoder()

/** A boolean as a field of a structure, where its value is its type. */
export function bool(value: boolean): ThriftValue {
  return { type: value ? 1 : 2, write: () => {} }
}

/** A number of 32 bits. */
export function i32(value: number): ThriftValue {
  return { type: 5, write: (out) => writeVarint(out, zigzag(BigInt(value))) }
}

/** A number of 64 bits. */
export function i64(value: bigint | number): ThriftValue {
  return { type: 6, write: (out) => writeVarint(out, zigzag(BigInt(value))) }
}

/** A text, as UTF-8. */
export function text(value: string): ThriftValue {
  const bytes = encoder.encode(value)
  return {
    type: 8,
    write: (out) => {
      writeVarint(out, BigInt(bytes.length))
      for (const byte of bytes) out.push(byte)
    },
  }
}

/** A list of values of one type; an empty one says it is of structures. */
export function list(items: readonly ThriftValue[]): ThriftValue {
  const type = items[0]?.type ?? 12
  return {
    type: 9,
    write: (out) => {
      if (items.length < 15) out.push((items.length << 4) | type)
      else {
        out.push(0xf0 | type)
        writeVarint(out, BigInt(items.length))
      }
      for (const item of items) item.write(out)
    },
  }
}

/** A structure of numbered fields in ascending order; a field whose value is undefined is left out. */
export function struct(fields: readonly (readonly [id: number, value: ThriftValue | undefined])[]): ThriftValue {
  return {
    type: 12,
    write: (out) => {
      let last = 0
      for (const [id, value] of fields) {
        if (value === undefined) continue
        // Footers have no gap of more than 15 between fields, so the short form always fits.
        out.push(((id - last) << 4) | value.type)
        value.write(out)
        last = id
      }
      out.push(0)
    },
  }
}

function zigzag(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
}

function writeVarint(out: number[], value: bigint): void {
  let rest = value
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  out.push(Number(rest))
}
