import { valueAt } from '../src/arrow/value-at.js'
import { BackendFactory, Float64, JsBackend, type OutputRow, rowsFromTable, tableFromRows } from '../src/backend.js'
import type { Answer, AnswerValue, Contender, Declined } from './harness/contender.js'
import { countCopies, frameAnswer, framesOf, type Question, releaseAll } from './harness/engines/wasm.js'
import { loadPeer } from './harness/load-peer.js'
import type { Case, Field, Scale, Workload } from './harness/workload.js'
import {
  arqueroOutputs,
  nullableColumns,
  outputs,
  outputsOfRow,
  polarsOutputs,
  type Row,
  sqlOutputs,
} from './nullable-outputs.js'

/** R: the real-time request: row objects in, the three outputs of A computed, row objects out. */
export const request: Workload = {
  name: 'R',
  title: 'row objects in, the outputs of A, row objects out',
  cases: (scale) => sizes[scale].map(caseOf),
}

const sizes: Readonly<Record<Scale, readonly number[]>> = {
  tiny: [3],
  quick: [1, 100],
  full: [1, 10, 100],
  large: [1, 10, 100],
}

function caseOf(rows: number): Case {
  const targets =
    rows === 1
      ? [
          { contender: 'polars', ratio: 1000 },
          { contender: 'duckdb', ratio: 1000 },
        ]
      : []
  return { name: 'R rows to rows', rows, targets, prepare: () => field(rows) }
}

const outputNames = ['x', 'y', 'z'] as const

async function field(rows: number): Promise<Field> {
  const question = {
    tables: { t: nullableColumns(rows, rows === 1 ? 0 : 0.05) },
    outputs: outputNames,
    query: (backend, { t }) => backend.withColumns(t!, outputs),
  } satisfies Question
  const columns = Object.entries(question.tables.t)
  const given = Array.from(
    { length: rows },
    (_, row) => Object.fromEntries(columns.map(([name, column]) => [name, valueAt(column, row)])) as unknown as Row,
  )
  const entries = await Promise.all([ours(given, question), plain(given), polars(given), duckdb(given), arquero(given)])
  const answer = await frameAnswer(new JsBackend(), question)
  return { entries, outputs: outputNames, oracle: { name: 'the js backend', answer } }
}

/** A contender that turns the same rows into rows again and again. */
function overRows(name: string, compute: () => readonly object[], copies = { bytesIn: 0, bytesOut: 0 }): Contender {
  return {
    name,
    async: false,
    ...copies,
    run: () => compute().length,
    answer: () => answerOf(compute()),
    close: () => {},
  }
}

function answerOf(rows: readonly object[]): Answer {
  const values = rows as readonly Readonly<Record<string, AnswerValue>>[]
  return Object.fromEntries(outputNames.map((name) => [name, values.map((row) => row[name]!)]))
}

const schema = { a: Float64, b: Float64, c: Float64, d: Float64 }

function ours(given: readonly Row[], question: Question): Contender {
  const backend = BackendFactory.get('wasm')
  const compute = (): OutputRow[] => {
    const frame = backend.fromArrow(tableFromRows(schema, given))
    const computed = backend.withColumns(frame, outputs)
    const selected = backend.select(computed, outputNames)
    const table = backend.toArrow(selected) as ReturnType<typeof tableFromRows>
    for (const made of [frame, computed, selected]) backend.release(made)
    return rowsFromTable(table)
  }
  const frames = framesOf(backend, question.tables)
  const copies = countCopies(backend, question, frames)
  releaseAll(backend, frames)
  return overRows('wasm', compute, copies)
}

function plain(given: readonly Row[]): Contender {
  return overRows('js', () => given.map(outputsOfRow))
}

async function polars(given: readonly Row[]): Promise<Contender | Declined> {
  const peer = await loadPeer('polars', async () => (await import('nodejs-polars')).default)
  if ('reason' in peer) return peer
  const { module: pl } = peer
  const expressions = polarsOutputs(pl)
  return overRows('polars', () =>
    pl
      .readRecords([...given], { schema: polarsSchema(pl) })
      .select(...expressions)
      .toRecords(),
  )
}

function polarsSchema(pl: typeof import('nodejs-polars').default) {
  return { a: pl.Float64, b: pl.Float64, c: pl.Float64, d: pl.Float64 }
}

async function arquero(given: readonly Row[]): Promise<Contender | Declined> {
  const peer = await loadPeer('arquero', () => import('arquero'))
  if ('reason' in peer) return peer
  const { module: aq } = peer
  const derived = arqueroOutputs(aq)
  return overRows('arquero', () =>
    aq
      .from([...given])
      .derive(derived)
      .objects(),
  )
}

/** A prepared statement with one parameter a value. */
async function duckdb(given: readonly Row[]): Promise<Contender | Declined> {
  const peer = await loadPeer('duckdb', () => import('@duckdb/node-api'))
  if ('reason' in peer) return peer
  const instance = await peer.module.DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const places = given.map((_, row) => `(${[1, 2, 3, 4].map((place) => `$${row * 4 + place}::DOUBLE`).join(', ')})`)
  const sql = `SELECT ${sqlOutputs} FROM (VALUES ${places.join(', ')}) t(a, b, c, d)`
  const statement = await connection.prepare(sql)
  const compute = async () => {
    given.forEach(({ a, b, c, d }, row) => {
      for (const [place, value] of [a, b, c, d].entries()) {
        if (value === null) statement.bindNull(row * 4 + place + 1)
        else statement.bindDouble(row * 4 + place + 1, value)
      }
    })
    return (await statement.runAndReadAll()).getRowObjectsJS()
  }
  return {
    name: 'duckdb',
    async: true,
    bytesIn: 0,
    bytesOut: 0,
    run: async () => (await compute()).length,
    answer: async () => answerOf(await compute()),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
