import { invalidValue } from '../../arrow/invalid-value.js'
import { scalarReaders } from '../../arrow/scalar-readers.js'
import { notARow } from '../../arrow/table-from-rows.js'
import { type DataType, isArrayType, itemType, type ScalarType, type Schema, type Value } from '../../types.js'
import { type Operand, quote, type RowSource } from './row-source.js'
import { emptyValue } from './value-source.js'

/**
 * Writes the code that reads a row's fields into variables, each checked and converted as `columnFromValues` does, and
 * gives them by name. The code throws where a value is not of its field's type.
 *
 * Only a row's own properties count, but to ask for each of them costs more than the rest of the work. So the fields are
 * read as they come, and read again one by one unless the row inherits from Object.prototype alone, and that has none of
 * these names.
 */
export function readInputs(source: RowSource, schema: Schema): ReadonlyMap<string, Operand> {
  const fields = Object.entries(schema).map(([name, type], index) => ({ name, type, raw: `r${index}` }))
  const own = source.bind(ownValue)
  const prototype = source.bind(Object.prototype)
  source.add(`if (typeof row !== 'object' || row === null) ${source.bind(rejectRow)}(row)`)
  for (const { name, raw } of fields) source.add(`let ${raw} = ${propertyOf('row', name)}`)
  const inherits = fields.map(({ name }) => ` || ${propertyOf(prototype, name)} !== undefined`).join('')
  source.add(`if (${source.bind(Object.getPrototypeOf)}(row) !== ${prototype}${inherits}) {`)
  for (const { name, raw } of fields) source.add(`${raw} = ${own}(row, ${quote(name)})`)
  source.add('}')
  return new Map(fields.map(({ name, type, raw }, index) => [name, readInput(source, name, type, raw, index)]))
}

function rejectRow(row: unknown): never {
  throw notARow(row, 0)
}

function propertyOf(object: string, name: string): string {
  return `${object}[${quote(name)}]`
}

function ownValue(row: object, name: string): unknown {
  return Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : null
}

function readInput(source: RowSource, name: string, type: DataType, raw: string, index: number): Operand {
  const [value, valid] = [`c${index}`, `k${index}`]
  const read = `${source.bind(valueReader(type))}(${raw}, ${quote(name)})`
  source.add(`let ${value} = ${emptyValue(type)}, ${valid} = false`)
  source.declare(3)
  const quick = quickForms[type]
  if (quick) {
    const { test, converted } = quick(raw, source)
    source.add(`if (${test}) { ${value} = ${converted}; ${valid} = true } else`)
  }
  source.add(`if (${raw} !== null && ${raw} !== undefined) { ${value} = ${read}; ${valid} = true }`)
  return { value, valid }
}

/** A test that most values of a type pass, and what those become, without a call. */
type QuickForm = (raw: string, source: RowSource) => { readonly test: string; readonly converted: string }

const largestFloat32 = '3.4028234663852886e38'

const quickForms: { readonly [T in DataType]?: QuickForm } = {
  bool: (raw) => ({ test: `typeof ${raw} === 'boolean'`, converted: raw }),
  // -0 passes the test too, and must become 0.
  int32: (raw) => ({ test: `typeof ${raw} === 'number' && ${raw} === (${raw} | 0)`, converted: `${raw} | 0` }),
  int64: (raw, source) => {
    return {
      test: `typeof ${raw} === 'bigint' && ${source.bind(BigInt.asIntN)}(64, ${raw}) === ${raw}`,
      converted: raw,
    }
  },
  float32: (raw, source) => ({
    test: `typeof ${raw} === 'number' && ${raw} <= ${largestFloat32} && ${raw} >= -${largestFloat32}`,
    converted: `${source.bind(Math.fround)}(${raw})`,
  }),
  float64: (raw) => ({ test: `typeof ${raw} === 'number'`, converted: raw }),
}

type Read = (value: unknown, field: string) => Value

const readers = new Map<DataType, Read>()

/** The function that reads a value of any kind as a type, and throws where it is not of that type. */
function valueReader(type: DataType): Read {
  const known = readers.get(type)
  if (known !== undefined) return known
  const reader = isArrayType(type) ? listReader(itemType(type)) : scalarReader(type)
  readers.set(type, reader)
  return reader
}

function scalarReader(type: ScalarType): Read {
  const read = scalarReaders[type] as (value: unknown, field: string, row: number) => Value
  if (type === 'int32') return (value, field) => scalarReaders.int32(value, field, 0) | 0
  return (value, field) => read(value, field, 0)
}

function listReader(item: ScalarType): Read {
  const read = scalarReader(item)
  return (value, field) => {
    const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
    if (!isList) throw invalidValue(field, 0, `array<${item}>`, 'pass an array', value)
    return Array.from(value as Iterable<unknown>, (entry) => read(entry, field))
  }
}
