import { type DataType, isArrayType, itemType, type ScalarType, type Value } from '../types.js'
import { Size } from './abi.js'
import { storageOf } from './storage.js'

/**
 * A constant as it lies in a program: bytes, and the positions in them of addresses, which are written as offsets from
 * the constant's beginning until it has a place. A number is one line of copies, so that a loop reads it as it reads a
 * column, with a step of 0; a bool is a chunk's bitmap; text and lists are a line of views, and what they view.
 */
export interface Constant {
  readonly bytes: Uint8Array
  readonly addresses: readonly number[]
  readonly isNull: boolean
}

// Kernels read text by two vectors at least, so up to this many bytes behind its end.
const vectorBytes = 32

const encoder = new TextEncoder()

/** Lays out a value of `type`; null is zeros. */
export function constantOf(type: DataType, value: Value): Constant {
  const storage = storageOf(type)
  if (value === null) return plain(new Uint8Array(storage === 'bits' ? Size.ChunkBits : Size.Line), true)
  if (storage === 'bits') return plain(new Uint8Array(Size.ChunkBits).fill(value ? 0xff : 0))
  if (isArrayType(type)) return listConstant(itemType(type), value as readonly Value[])
  if (storage === 'view') return viewConstant(bytesOf(value), bytesOf(value).length, [])
  return plain(packed(type as ScalarType, Array<Value>(storage === 'word32' ? 16 : 8).fill(value)))
}

/** A constant that only its own kernel reads, such as a table. */
export function tableConstant(bytes: Uint8Array): Constant {
  return plain(bytes)
}

function plain(bytes: Uint8Array, isNull = false): Constant {
  return { bytes, addresses: [], isNull }
}

function bytesOf(value: Value): Uint8Array {
  return typeof value === 'string' ? encoder.encode(value) : (value as Uint8Array)
}

/** A line of views of `content`, and `content` behind it. */
function viewConstant(content: Uint8Array, length: number, addresses: readonly number[]): Constant {
  const bytes = new Uint8Array(Size.Line + content.length + vectorBytes)
  const places = Array.from({ length: Size.Line / 8 }, (_, index) => index * 8)
  const views = new Uint32Array(bytes.buffer, 0, Size.Line / 4)
  for (const at of places) views.set([Size.Line, length], at / 4)
  bytes.set(content, Size.Line)
  return { bytes, addresses: [...places, ...addresses], isNull: false }
}

function listConstant(type: ScalarType, items: readonly Value[]): Constant {
  if (storageOf(type) === 'view') return textListConstant(items.map(bytesOf))
  return viewConstant(packed(type, items), items.length, [])
}

/** Views of the items, then their bytes. */
function textListConstant(items: readonly Uint8Array[]): Constant {
  const views = new Uint32Array(items.length * 2)
  const content = new Uint8Array(items.reduce((sum, item) => sum + item.length, views.byteLength))
  let end = views.byteLength
  for (const [index, item] of items.entries()) {
    views.set([Size.Line + end, item.length], index * 2)
    content.set(item, end)
    end += item.length
  }
  content.set(new Uint8Array(views.buffer))
  return viewConstant(
    content,
    items.length,
    items.map((_, index) => Size.Line + index * 8),
  )
}

/** Values one after the other; bools, which only occur as list items, a byte each. */
function packed(type: ScalarType, values: readonly Value[]): Uint8Array {
  switch (type) {
    case 'int32':
      return new Uint8Array(Int32Array.from(values as number[]).buffer)
    case 'float32':
      return new Uint8Array(Float32Array.from(values as number[]).buffer)
    case 'float64':
      return new Uint8Array(Float64Array.from(values as number[]).buffer)
    case 'int64':
    case 'timestamp':
      return new Uint8Array(BigInt64Array.from(values as bigint[]).buffer)
    default:
      return Uint8Array.from(values, Number)
  }
}
