import { type Data, Type } from 'apache-arrow'
import { isValid } from './bitmap.js'
import { damagedVector } from './damaged-vector.js'
import { offsetsFromData } from './offsets-from-data.js'
import { assertOffsetFits } from './take-column.js'

interface Bytes {
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
}

/** Reads the bytes of a piece of text or binary data in any of Arrow's layouts. */
export function bytesFromData(data: Data, validity: Uint8Array | null, field: string): Bytes {
  const values = (data.values ?? new Uint8Array(0)) as Uint8Array
  switch (data.typeId) {
    case Type.FixedSizeBinary:
      return fromFixedSize(data, values, field)
    case Type.Utf8View:
    case Type.BinaryView:
      return fromViews(data, values, validity, field)
    default: {
      const { offsets, first, last } = offsetsFromData(data, values.length, field)
      return { offsets, bytes: values.subarray(first, last) }
    }
  }
}

function fromFixedSize(data: Data, values: Uint8Array, field: string): Bytes {
  const width = data.stride
  const total = data.length * width
  if (!(total >= 0 && values.length >= total)) throw damagedVector(field, 'its values are too short')
  assertOffsetFits(total)
  return {
    offsets: Int32Array.from({ length: data.length + 1 }, (_, row) => row * width),
    bytes: values.subarray(0, total),
  }
}

/** Views are 16 bytes: the size, then the bytes themselves up to 12, else 4 bytes of prefix, buffer number and offset. */
function fromViews(data: Data, values: Uint8Array, validity: Uint8Array | null, field: string): Bytes {
  if (values.length < data.length * 16) throw damagedVector(field, 'its views are too short')
  const views = new DataView(values.buffer, values.byteOffset, values.byteLength)
  const offsets = new Int32Array(data.length + 1)
  const pieces: Uint8Array[] = []
  let total = 0
  for (let row = 0; row < data.length; row++) {
    if (isValid(validity, row)) {
      const piece = viewedBytes(data, views, values, row * 16, field)
      pieces.push(piece)
      total += piece.length
    }
    assertOffsetFits(total)
    offsets[row + 1] = total
  }
  const bytes = new Uint8Array(total)
  let next = 0
  for (const piece of pieces) {
    bytes.set(piece, next)
    next += piece.length
  }
  return { offsets, bytes }
}

function viewedBytes(data: Data, views: DataView, values: Uint8Array, at: number, field: string): Uint8Array {
  const size = views.getInt32(at, true)
  if (size >= 0 && size <= 12) return values.subarray(at + 4, at + 4 + size)
  const buffer = data.variadicBuffers[views.getInt32(at + 8, true)]
  const start = views.getInt32(at + 12, true)
  if (size < 0 || start < 0 || buffer === undefined || start + size > buffer.length) {
    throw damagedVector(field, `a view points outside its buffers: ${size} bytes from ${start}`)
  }
  return buffer.subarray(start, start + size)
}
