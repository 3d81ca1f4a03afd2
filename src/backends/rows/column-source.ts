import { valueAt } from '../../arrow/value-at.js'
import { type DataType, isArrayType, type Schema } from '../../types.js'
import { type Operand, quote, type RowSource } from './row-source.js'
import { emptyValue } from './value-source.js'

/** Columns as operands of the row `row`, and the statements before the loop over rows. */
export interface ColumnInputs {
  readonly prologue: readonly string[]
  readonly operands: ReadonlyMap<string, Operand>
}

/** Writes the code that reads columns: those of fixed width from their buffers, the others by a call. */
export function readColumns(source: RowSource, schema: Schema): ColumnInputs {
  const prologue: string[] = []
  const operands = new Map<string, Operand>()
  for (const [index, [name, type]] of Object.entries(schema).entries()) {
    const column = `i${index}`
    prologue.push(`const ${column} = columns.get(${quote(name)})`)
    source.declare(3)
    operands.set(
      name,
      isFixedWidth(type) ? readFixed(source, prologue, index, type) : readVariable(source, index, type),
    )
  }
  return { prologue, operands }
}

function isFixedWidth(type: DataType): boolean {
  return type !== 'string' && type !== 'bytes' && !isArrayType(type)
}

function readFixed(source: RowSource, prologue: string[], index: number, type: DataType): Operand {
  const [values, bits] = [`a${index}`, `n${index}`]
  prologue.push(`const ${values} = i${index}.values, ${bits} = i${index}.validity`)
  const valid = source.emit(`${bits} === null || ${bitOf(bits)}`)
  // A bool without a value must be false.
  return { value: source.emit(type === 'bool' ? `${valid} && ${bitOf(values)}` : `${values}[row]`), valid }
}

function bitOf(bitmap: string): string {
  return `(${bitmap}[row >> 3] >> (row & 7) & 1) === 1`
}

function readVariable(source: RowSource, index: number, type: DataType): Operand {
  const value = source.emit(`${source.bind(valueAt)}(i${index}, row)`)
  const valid = source.emit(`${value} !== null`)
  return { value: source.emit(`${valid} ? ${value} : ${emptyValue(type)}`), valid }
}
