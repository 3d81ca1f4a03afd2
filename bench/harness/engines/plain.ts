import { fixedWidthColumn } from '../../../src/arrow/make-column.js'
import type { Answer, AnswerValue, Contender } from '../contender.js'
import { columnDigests } from '../digest.js'
import type { PlainColumn, TableCase, Tables } from '../table-case.js'

/** JavaScript loops over typed arrays. */
export function plainContender(
  prepare: (tables: Tables) => () => Readonly<Record<string, PlainColumn>>,
  { tables, outputs }: TableCase,
): Contender {
  const loops = prepare(tables)
  return {
    name: 'js',
    async: false,
    bytesIn: 0,
    bytesOut: 0,
    run: () => loops()[outputs[0]!]!.length,
    answer: () => plainAnswer(loops(), outputs),
    close: () => {},
  }
}

/** The values of columns that loops made. */
export function plainAnswer(columns: Readonly<Record<string, PlainColumn>>, outputs: readonly string[]): Answer {
  return Object.fromEntries(outputs.map((name) => [name, plainValues(columns[name]!)]))
}

function plainValues(column: PlainColumn): ArrayLike<AnswerValue> {
  if ('type' in column) return columnDigests(column)
  if (!(column instanceof BigInt64Array)) return column
  return columnDigests(fixedWidthColumn('int64', column.length, column, null))
}
