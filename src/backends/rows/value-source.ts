import type { DataType, Value } from '../../types.js'
import { quote, type RowSource } from './row-source.js'

/** Writes what stands in for a null of a type. Nothing looks at that of bytes and lists. */
export function emptyValue(type: DataType): string {
  switch (type) {
    case 'bool':
      return 'false'
    case 'int32':
    case 'float32':
    case 'float64':
      return '0'
    case 'int64':
    case 'timestamp':
      return '0n'
    case 'string':
      return "''"
    default:
      return 'null'
  }
}

/** Writes a constant: numbers, texts and bools as themselves, bytes and lists as parameters. */
export function constantValue(source: RowSource, value: Exclude<Value, null>): string {
  switch (typeof value) {
    case 'boolean':
      return String(value)
    case 'string':
      return quote(value)
    case 'bigint':
      return `(${value}n)`
    case 'number':
      return numberText(value)
    default:
      return source.bind(value)
  }
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '(0 / 0)'
  if (!Number.isFinite(value)) return value > 0 ? '(1 / 0)' : '(-1 / 0)'
  return Object.is(value, -0) ? '(-0)' : `(${value})`
}

/**
 * Writes a result as a row has it. Bytes and lists are copied, as a column's are: they may be the caller's own, or occur
 * twice.
 */
export function resultValue(source: RowSource, type: DataType, value: string): string {
  if (type === 'bytes') return `${source.bind(copyBytes)}(${value})`
  if (!type.startsWith('array<')) return value
  return `${source.bind(type === 'array<bytes>' ? copyBytesList : copyItems)}(${value})`
}

function copyBytes(bytes: Uint8Array): Uint8Array {
  // Not slice, which of a Buffer gives a Buffer.
  return new Uint8Array(bytes)
}

function copyItems(list: readonly Value[]): Value[] {
  return [...list]
}

function copyBytesList(list: readonly Uint8Array[]): Uint8Array[] {
  return list.map(copyBytes)
}
