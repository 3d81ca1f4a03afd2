import type { Table } from 'apache-arrow'
import { columnsFromTable } from '../arrow/table-from-columns.js'
import { type OnlineAnswer, PRESENT, statusNames, type ViewWriteResult, type WriteResult } from '../engine/results.js'
import { jsonWriter } from '../json/column-to-json.js'
import { columnText } from './column-text.js'
import type { Output } from './output.js'
import { textTable } from './text-table.js'

/** Prints an online answer: a row an entity; where there is no value, its status. */
export function printAnswer(output: Output, answer: OnlineAnswer): void {
  const columns = answer.columns.map(({ name, column, statuses }) =>
    columnText(name, column, (row) => (statuses[row] === PRESENT ? 'null' : `(${statusNames[statuses[row]!]})`)),
  )
  for (const line of textTable(columns)) output.say(line)
}

/** Prints a table's first rows. */
export function printTable(output: Output, table: Table, most = 20): void {
  const columns = [...columnsFromTable(table.slice(0, most))].map(([name, column]) => columnText(name, column))
  for (const line of textTable(columns)) output.say(line)
  if (table.numRows > most) output.say(`... ${table.numRows - most} more rows`)
}

/** Writes a table as JSON, one object a row and line. */
export function* jsonLines(table: Table): Iterable<string> {
  const columns = [...columnsFromTable(table)].map(
    ([name, column]) => [JSON.stringify(name), jsonWriter(column, 'iso')] as const,
  )
  for (let row = 0; row < table.numRows; row++)
    yield `{${columns.map(([name, write]) => `${name}:${write(row)}`).join(',')}}`
}

/** Prints what a write did, view by view. Why a view was skipped is among the warnings. */
export function printWrite(output: Output, result: WriteResult): void {
  output.data(JSON.stringify(result))
  for (const line of result.views.length === 0 ? ['no view was written'] : writeLines(result)) output.say(line)
}

function writeLines({ views }: WriteResult): readonly string[] {
  const column = (name: string, cell: (view: ViewWriteResult) => string | number) => {
    const cells = views.map(cell)
    return { name, cells: cells.map(String), right: typeof cells[0] === 'number' }
  }
  return textTable([
    column('view', ({ view }) => view),
    column('online', ({ online }) => online),
    column('ignored', ({ ignored }) => ignored),
    column('offline', ({ offline }) => offline),
    column('outcome', ({ outcome }) => outcome),
  ])
}
