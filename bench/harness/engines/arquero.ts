import type * as Arquero from 'arquero'
import { valuesOf } from '../../../src/arrow/value-at.js'
import type { Column } from '../../../src/column.js'
import type { AnswerValue, Contender, Declined } from '../contender.js'
import { loadPeer } from '../load-peer.js'
import type { Frames, TableCase } from '../table-case.js'

/** Arquero over typed arrays, and over plain arrays where a column has nulls or text. */
export async function arqueroContender(
  prepare: (aq: typeof Arquero, tables: Frames<Arquero.ColumnTable>) => () => Arquero.ColumnTable,
  { tables, outputs }: TableCase,
): Promise<Contender | Declined> {
  const peer = await loadPeer('arquero', () => import('arquero'))
  if ('reason' in peer) return peer
  const aq = peer.module
  const given = Object.fromEntries(
    Object.entries(tables).map(([name, columns]) => [
      name,
      aq.table(Object.entries(columns).map(([field, column]) => [field, arrayOf(column)] as const)),
    ]),
  )
  const query = prepare(aq, given)
  return {
    name: 'arquero',
    async: false,
    bytesIn: 0,
    bytesOut: 0,
    // A table may still hold filters and orders that were not carried out: reify carries them out, as reading its rows does.
    run: () => query().reify().numRows(),
    answer: () => {
      const result = query()
      return Object.fromEntries(outputs.map((name) => [name, result.array(name) as ArrayLike<AnswerValue>]))
    },
    close: () => {},
  }
}

function arrayOf(column: Column) {
  return column.validity === null && column.offsets === null && column.type !== 'bool'
    ? (column.values as Float64Array | BigInt64Array)
    : valuesOf(column)
}
