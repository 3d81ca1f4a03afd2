import { tableToIPC } from 'apache-arrow'
import type { DataFrame, pl } from 'nodejs-polars'
import type { AnswerValue, Contender, Declined } from '../contender.js'
import { nullDigest } from '../digest.js'
import { loadPeer } from '../load-peer.js'
import type { Frames, TableCase } from '../table-case.js'
import { tableOf } from './wasm.js'

/** Polars at its default number of threads, data frames in, data frame out. */
export async function polarsContender(
  prepare: (polars: typeof pl, frames: Frames<DataFrame>) => () => DataFrame,
  { tables, dictionaries = [], outputs }: TableCase,
): Promise<Contender | Declined> {
  const peer = await loadPeer('polars', async () => (await import('nodejs-polars')).default)
  if ('reason' in peer) return peer
  const polars = peer.module
  const frames = Object.fromEntries(
    Object.entries(tables).map(([name, columns]) => {
      const bytes = tableToIPC(tableOf(columns), 'file')
      const frame = polars.readIPC(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).rechunk()
      const encoded = dictionaries.filter((column) => column in columns)
      return [name, frame.withColumns(...encoded.map((column) => polars.col(column).cast(polars.Categorical)))]
    }),
  )
  const query = prepare(polars, frames)
  return {
    name: 'polars',
    async: false,
    bytesIn: 0,
    bytesOut: 0,
    run: () => query().height,
    answer: () => {
      const result = query()
      return Object.fromEntries(outputs.map((name) => [name, valuesOf(polars, result, name)]))
    },
    close: () => {},
  }
}

/** Numbers by way of a typed array: an array of its own values takes ten times as long. */
function valuesOf(polars: typeof pl, frame: DataFrame, name: string): ArrayLike<AnswerValue> {
  const column = frame.getColumn(name)
  if (column.isString() || column.dtype.equals(polars.Categorical)) return column.toArray() as AnswerValue[]
  const numbers = polars.col(name).cast(polars.Float64).fillNull(polars.lit(nullDigest))
  return frame.select(numbers).getColumn(name).toTypedArray() as Float64Array
}
