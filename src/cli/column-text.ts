import { isValid } from '../arrow/bitmap.js'
import type { Column } from '../column.js'
import { jsonWriter } from '../json/column-to-json.js'
import type { TextColumn } from './text-table.js'

const LONGEST_CELL = 40

/**
 * Writes a column for people: floats with six digits, text without quotes, long values cut short.
 *
 * @param note what stands where there is no value; default `null`.
 */
export function columnText(name: string, column: Column, note: (row: number) => string = () => 'null'): TextColumn {
  const write = cellWriter(column)
  const cells = Array.from({ length: column.length }, (_, row) =>
    isValid(column.validity, row) ? short(write(row)) : note(row),
  )
  return { name, cells, right: /^(int|float)/.test(column.type) }
}

function cellWriter(column: Column): (row: number) => string {
  const { type, values } = column
  if (type === 'float32' || type === 'float64') return (row) => floatCell(values![row] as number)
  const write = jsonWriter(column, 'iso')
  // Control characters would move the cursor about: they stay escaped.
  return type === 'string' || type === 'timestamp' ? (row) => write(row).slice(1, -1).replaceAll('\\"', '"') : write
}

/** Six digits say enough to a reader; JSON has them all. */
function floatCell(value: number): string {
  return String(Number.isFinite(value) ? Number(value.toPrecision(6)) : value)
}

function short(text: string): string {
  const characters = [...text]
  return characters.length <= LONGEST_CELL ? text : `${characters.slice(0, LONGEST_CELL - 1).join('')}…`
}
