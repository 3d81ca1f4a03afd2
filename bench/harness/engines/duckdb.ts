import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { ParquetWasmCodec } from '../../../src/node.js'
import type { AnswerValue, Contender, Declined } from '../contender.js'
import { loadPeer } from '../load-peer.js'
import type { TableCase, Tables } from '../table-case.js'
import { tableOf } from './wasm.js'

/**
 * DuckDB at its default number of threads: tables in its memory, a prepared statement, the result in its chunks.
 *
 * A prepared ASOF join fails with an internal error when it runs again (@duckdb/node-api 1.5.6-r.1), so that one is
 * prepared at each run; `P` would stop without it.
 */
export async function duckdbContender(sql: string, { tables, outputs }: TableCase): Promise<Contender | Declined> {
  const peer = await loadPeer('duckdb', () => import('@duckdb/node-api'))
  if ('reason' in peer) return peer
  const instance = await peer.module.DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await loadTables(connection, tables)
  const prepared = await connection.prepare(sql)
  const statement = async () => (sql.includes('ASOF') ? connection.prepare(sql) : prepared)
  return {
    name: 'duckdb',
    async: true,
    bytesIn: 0,
    bytesOut: 0,
    run: async () => (await (await statement()).run()).rowCount,
    answer: async () => {
      const columns = (await (await statement()).runAndReadAll()).getColumnsObjectJS()
      return Object.fromEntries(outputs.map((name) => [name, columns[name] as AnswerValue[]]))
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** Parquet is the one form that takes whole columns into DuckDB from Node. */
async function loadTables(connection: DuckDBConnection, tables: Tables): Promise<void> {
  const codec = new ParquetWasmCodec()
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
  try {
    for (const [name, columns] of Object.entries(tables)) {
      const file = join(folder, `${name}.parquet`)
      await writeFile(file, await codec.write(tableOf(columns)))
      await connection.run(`CREATE TABLE ${name} AS SELECT * FROM read_parquet('${file}')`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
