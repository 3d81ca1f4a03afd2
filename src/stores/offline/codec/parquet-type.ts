import type { SchemaElement } from 'hyparquet'
import { ArrayOf, type DataType, type ScalarType } from '../../../types.js'

/** A column of a Parquet file: one child of the schema's root, however deep it is. */
export interface ParquetColumn {
  readonly name: string
  /** Its type here, or null where it has none. */
  readonly type: DataType | null
  /** Parquet's own name of the type, for messages. */
  readonly parquetType: string
  /** Its elements in the file's flat schema, itself first. */
  readonly elements: readonly SchemaElement[]
  /** The number of its first leaf: leaves are what row groups list as column chunks. */
  readonly firstLeaf: number
  readonly leaves: number
}

/** A column whose type is one of ours. */
export type ReadableColumn = ParquetColumn & { readonly type: DataType }

/** Splits a footer's flat schema into columns. Throws where the tree it describes is not one. */
export function parquetColumns(schema: readonly SchemaElement[]): ParquetColumn[] {
  const columns: ParquetColumn[] = []
  let next = 1
  let leaf = 0
  for (let index = 0; index < (schema[0]?.num_children ?? 0); index++) {
    const elements = subtree(schema, next)
    const leaves = elements.filter((element) => !element.num_children).length
    const { name } = elements[0]!
    columns.push({ name, ...describe(elements), elements, firstLeaf: leaf, leaves })
    next += elements.length
    leaf += leaves
  }
  if (next !== schema.length) throw new Error(`its schema has ${schema.length} elements where its tree has ${next}`)
  return columns
}

function subtree(schema: readonly SchemaElement[], start: number): SchemaElement[] {
  let end = start
  for (let open = 1; open > 0; end++) {
    const element = schema[end]
    if (element === undefined) throw new Error('its schema ends in the middle of a column')
    if (element.name === undefined || element.name === null) throw new Error('its schema has a column without a name')
    if (!element.num_children && element.type === undefined) throw new Error(`column '${element.name}' has no type`)
    open += Math.max(0, element.num_children ?? 0) - 1
  }
  return schema.slice(start, end)
}

function describe(elements: readonly SchemaElement[]): { type: DataType | null; parquetType: string } {
  const [element] = elements as [SchemaElement]
  if (elements.length === 1) {
    const type = element.repetition_type === 'REPEATED' ? null : scalarTypeOf(element)
    return { type, parquetType: nameOf(element) }
  }
  const item = listItem(elements)
  const type = item === undefined ? null : scalarTypeOf(item)
  const parquetType = item === undefined ? `nested ${nameOf(element)}` : `list of ${nameOf(item)}`
  return { type: type === null ? null : ArrayOf(type), parquetType }
}

/**
 * The item of a list of scalars, in the form of today (group LIST > repeated group > item) or the old one of two levels
 * (group LIST > repeated item).
 *
 * Rules: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists
 */
function listItem(elements: readonly SchemaElement[]): SchemaElement | undefined {
  const [list, repeated, item] = elements
  if (list === undefined || repeated === undefined) return undefined
  const isList = list.converted_type === 'LIST' || list.logical_type?.type === 'LIST'
  if (!isList || list.repetition_type === 'REPEATED' || repeated.repetition_type !== 'REPEATED') return undefined
  if (elements.length === 2) return repeated
  const isStruct = repeated.name === 'array' || repeated.name === `${list.name}_tuple`
  if (elements.length !== 3 || isStruct || item?.repetition_type === 'REPEATED') return undefined
  return item
}

function scalarTypeOf(element: SchemaElement): ScalarType | null {
  switch (element.type) {
    case 'BOOLEAN':
      return 'bool'
    case 'INT32':
      return int32TypeOf(element)
    case 'INT64':
      return int64TypeOf(element)
    case 'INT96':
      return 'timestamp'
    case 'FLOAT':
      return 'float32'
    case 'DOUBLE':
      return 'float64'
    case 'BYTE_ARRAY':
      if (isText(element)) return 'string'
      return plainOr(element, ['BSON']) ? 'bytes' : null
    case 'FIXED_LEN_BYTE_ARRAY':
      if (element.logical_type?.type === 'FLOAT16') return 'float32'
      return plainOr(element, ['UUID']) ? 'bytes' : null
    default:
      return null
  }
}

function int32TypeOf(element: SchemaElement): ScalarType | null {
  if (isDate(element)) return 'timestamp'
  const integer = integerOf(element)
  if (integer !== undefined) return integer.bitWidth === 32 && !integer.isSigned ? 'int64' : 'int32'
  return plainOr(element, []) ? 'int32' : null
}

function int64TypeOf(element: SchemaElement): ScalarType | null {
  if (timestampOf(element) !== undefined) return 'timestamp'
  return integerOf(element) !== undefined || plainOr(element, []) ? 'int64' : null
}

/** The width and sign of an annotated integer. */
export function integerOf(element: SchemaElement): { bitWidth: number; isSigned: boolean } | undefined {
  if (element.logical_type?.type === 'INTEGER') return element.logical_type
  const match = /^(U?)INT_(\d+)$/.exec(element.converted_type ?? '')
  return match === null ? undefined : { bitWidth: Number(match[2]), isSigned: match[1] === '' }
}

/** The unit of a timestamp. Whether it is adjusted to UTC does not matter: a naive timestamp is UTC here. */
export function timestampOf(element: SchemaElement): 'MILLIS' | 'MICROS' | 'NANOS' | undefined {
  if (element.logical_type?.type === 'TIMESTAMP') return element.logical_type.unit
  if (element.converted_type === 'TIMESTAMP_MILLIS') return 'MILLIS'
  return element.converted_type === 'TIMESTAMP_MICROS' ? 'MICROS' : undefined
}

/** Says whether the element holds days since 1970. */
export function isDate(element: SchemaElement): boolean {
  return element.logical_type?.type === 'DATE' || element.converted_type === 'DATE'
}

/** Says whether the element's bytes are UTF-8. */
export function isText(element: SchemaElement): boolean {
  const kind = element.logical_type?.type ?? element.converted_type
  return kind === 'STRING' || kind === 'UTF8' || kind === 'ENUM' || kind === 'JSON'
}

function plainOr(element: SchemaElement, kinds: readonly string[]): boolean {
  const kind = element.logical_type === undefined ? element.converted_type : (element.logical_type.type ?? 'unknown')
  return kind === undefined || kinds.includes(kind)
}

function nameOf(element: SchemaElement): string {
  const { logical_type: logical, converted_type: converted, type, num_children: children } = element
  const annotation = logical?.type ?? converted
  const base = children ? 'group' : (type ?? 'group')
  return annotation === undefined ? base : `${base} (${annotation})`
}
