import {
  type DataType as ArrowDataType,
  Binary,
  Bool,
  DateUnit,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Precision,
  Timestamp,
  TimeUnit,
  Type,
  Utf8,
} from 'apache-arrow'
import { MillraceError } from '../errors.js'
import { ArrayOf, type DataType, isArrayType, itemType, type ScalarType } from '../types.js'

/** The Arrow type that carries `type`. A timestamp carries the zone UTC. */
export function arrowTypeOf(type: DataType): ArrowDataType {
  if (isArrayType(type)) return new List(new Field('item', arrowTypeOf(itemType(type)), true))
  switch (type as ScalarType) {
    case 'bool':
      return new Bool()
    case 'int32':
      return new Int32()
    case 'int64':
      return new Int64()
    case 'float32':
      return new Float32()
    case 'float64':
      return new Float64()
    case 'string':
      return new Utf8()
    case 'bytes':
      return new Binary()
    case 'timestamp':
      return new Timestamp(TimeUnit.MICROSECOND, 'UTC')
  }
}

/**
 * The type an Arrow type becomes: small integers widen, dictionaries decode, dates and timestamps of every unit become
 * timestamps in microseconds, lists of either kind become arrays.
 *
 * Throws MILLRACE_UNSUPPORTED_TYPE for every other type; `field` is named in the message.
 */
export function dataTypeOf(type: ArrowDataType, field: string): DataType {
  const { typeId } = type
  if (typeId === Type.List || typeId === Type.LargeList || typeId === Type.FixedSizeList) {
    const item = scalarTypeOf((type as List).valueType)
    if (item === null) throw unsupported(type, field)
    return ArrayOf(item)
  }
  const scalar = scalarTypeOf(type)
  if (scalar === null) throw unsupported(type, field)
  return scalar
}

function scalarTypeOf(type: ArrowDataType): ScalarType | null {
  switch (type.typeId) {
    case Type.Bool:
      return 'bool'
    case Type.Int: {
      const { bitWidth, isSigned } = type as unknown as { bitWidth: number; isSigned: boolean }
      return bitWidth < 32 || (bitWidth === 32 && isSigned) ? 'int32' : 'int64'
    }
    case Type.Float:
      return (type as unknown as { precision: Precision }).precision === Precision.DOUBLE ? 'float64' : 'float32'
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return 'string'
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return 'bytes'
    case Type.Date:
    case Type.Timestamp:
      return 'timestamp'
    case Type.Dictionary:
      return scalarTypeOf((type as unknown as { dictionary: ArrowDataType }).dictionary)
    default:
      return null
  }
}

/** Microseconds in one step of a date or timestamp type, or for nanoseconds the fraction 1/1000. */
export function microsecondsPerUnit(type: ArrowDataType): number {
  const { unit } = type as unknown as { unit: number }
  if (type.typeId === Type.Date) return unit === DateUnit.DAY ? 86_400_000_000 : 1000
  if (unit === TimeUnit.SECOND) return 1_000_000
  if (unit === TimeUnit.MILLISECOND) return 1000
  return unit === TimeUnit.MICROSECOND ? 1 : 0.001
}

function unsupported(type: ArrowDataType, field: string): MillraceError {
  return new MillraceError(
    'MILLRACE_UNSUPPORTED_TYPE',
    `Column '${field}' has a type that is not supported; cast it to a number, string, bytes, timestamp, bool or a list of these: ${type}`,
    { field, type: String(type) },
  )
}
