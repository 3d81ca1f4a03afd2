import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { ParquetWasmCodec } from '../../../src/node.js'
import type { AnswerValue, Contender, Declined } from '../contender.js'
import { digest } from '../digest.js'
import { loadPeer } from '../load-peer.js'
import type { TableCase, Tables } from '../table-case.js'
import { tableOf } from './wasm.js'

/**
 * DuckDB at its default number of threads: tables in its memory, a prepared statement, the result in its chunks.
 *
 * A prepared ASOF join fails with an internal error when it runs again (@duckdb/node-api 1.5.6-r.1), so that one is
 * prepared at each run; `P` would stop without it.
 */
export async function duckdbContender(
  sql: string,
  { tables, dictionaries = [], outputs }: TableCase,
): Promise<Contender | Declined> {
  const peer = await loadPeer('duckdb', () => import('@duckdb/node-api'))
  if ('reason' in peer) return peer
  const instance = await peer.module.DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await loadTables(connection, tables)
  for (const column of dictionaries) await encodeColumn(connection, tables, column)
  const prepared = await connection.prepare(sql)
  const statement = async () => (sql.includes('ASOF') ? connection.prepare(sql) : prepared)
  return {
    name: 'duckdb',
    async: true,
    bytesIn: 0,
    bytesOut: 0,
    run: async () => (await (await statement()).run()).rowCount,
    answer: async () => {
      const result = await (await statement()).run()
      const chunks = await result.fetchAllChunks()
      const places = result.columnNames()
      return Object.fromEntries(outputs.map((name) => [name, digestsOf(chunks, places.indexOf(name))]))
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** Numbers, booleans and texts; DuckDB's objects for other types have no digest. */
function digestsOf(chunks: readonly DuckDBDataChunk[], place: number): Float64Array {
  const digests = new Float64Array(chunks.reduce((rows, chunk) => rows + chunk.rowCount, 0))
  let next = 0
  for (const chunk of chunks) {
    const column = chunk.getColumnVector(place)
    for (let row = 0; row < chunk.rowCount; row++) digests[next++] = digest(column.getItem(row) as AnswerValue)
  }
  return digests
}

/** Makes an enum of a column, of all tables that have it. */
async function encodeColumn(connection: DuckDBConnection, tables: Tables, column: string): Promise<void> {
  const having = Object.keys(tables).filter((name) => column in tables[name]!)
  const words = having.map((name) => `SELECT ${column} FROM ${name}`).join(' UNION ')
  await connection.run(`CREATE TYPE ${column}_words AS ENUM (${words})`)
  for (const name of having) await connection.run(`ALTER TABLE ${name} ALTER ${column} TYPE ${column}_words`)
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
