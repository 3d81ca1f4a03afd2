import type { Column } from '../column.js'
import type { DataType, Schema } from '../types.js'

/** The schema of named columns: an object without a prototype, so that any name is just a name. */
export function schemaOf(columns: ReadonlyMap<string, Pick<Column, 'type'>>): Schema {
  const schema: Record<string, DataType> = Object.create(null)
  for (const [name, { type }] of columns) schema[name] = type
  return Object.freeze(schema)
}
