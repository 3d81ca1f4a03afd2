import { bitmapBytes } from '../../arrow/bitmap.js'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { allocateValues, type FixedWidthType, fixedWidthColumn, isBytesType } from '../../arrow/make-column.js'
import { type DataType, isArrayType } from '../../types.js'
import { type Operand, quote, type RowSource } from './row-source.js'

/** Writes the code that puts results into columns. */
export class ColumnResults {
  /** Statements before the loop over rows. */
  readonly prologue: string[] = []
  /** The columns' names and themselves, as entries of a Map. */
  readonly entries: string[] = []
  readonly #source: RowSource

  constructor(source: RowSource) {
    this.#source = source
  }

  write(name: string, type: DataType, operand: Operand): void {
    const index = this.entries.length
    this.#source.declare(3)
    const column =
      isBytesType(type) || isArrayType(type)
        ? this.#writeValues(name, type, index, operand)
        : this.#writeFixed(type as FixedWidthType, index, operand)
    this.entries.push(`[${quote(name)}, ${column}]`)
  }

  #writeFixed(type: FixedWidthType, index: number, { value, valid }: Operand): string {
    const source = this.#source
    const [values, bits, nulls] = [`o${index}`, `b${index}`, `z${index}`]
    this.prologue.push(`const ${values} = ${source.bind(allocateValues)}(${quote(type)}, length)`)
    source.add(type === 'bool' ? `if (${value}) ${setBit(values)}` : `${values}[row] = ${value}`)
    let validity = 'null'
    if (valid !== 'true') {
      this.prologue.push(`const ${bits} = new Uint8Array(${source.bind(bitmapBytes)}(length))`, `let ${nulls} = 0`)
      source.add(`if (${valid}) ${setBit(bits)}; else ${nulls}++`)
      validity = `${nulls} > 0 ? ${bits} : null`
    }
    return `${source.bind(fixedWidthColumn)}(${quote(type)}, length, ${values}, ${validity})`
  }

  /** Text, bytes and lists, as the reference makes columns of them. */
  #writeValues(name: string, type: DataType, index: number, { value, valid }: Operand): string {
    const source = this.#source
    this.prologue.push(`const o${index} = new Array(length)`)
    source.add(`o${index}[row] = ${valid === 'true' ? value : `${valid} ? ${value} : null`}`)
    return `${source.bind(columnFromValues)}(${quote(type)}, o${index}, ${quote(name)})`
  }
}

function setBit(bitmap: string): string {
  return `${bitmap}[row >> 3] |= 1 << (row & 7)`
}
