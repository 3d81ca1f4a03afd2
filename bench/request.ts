import { valueAt } from '../src/arrow/value-at.js'
import { BackendFactory, compileRows, JsBackend } from '../src/backend.js'
import type { Contender, Declined } from './harness/contender.js'
import { countCopies, frameAnswer, framesOf, type Question, releaseAll, valuesOfFrame } from './harness/engines/wasm.js'
import { loadPeer } from './harness/load-peer.js'
import type { Case, Field, Scale, Target, Workload } from './harness/workload.js'
import { arqueroOutputs, outputs, outputsOfRow, polarsOutputs, type Row, sqlOutputs } from './nullable-outputs.js'
import { packedToColumns, packedToRows } from './packed-rows.js'
import { answerOfRows, outputNames, requestQuestion, schema } from './request-question.js'
import { rowPercentiles } from './row-percentiles.js'

/** R: the real-time request: few rows, as objects or packed as the online store keeps them, to objects or columns. */
export const request: Workload = {
  name: 'R',
  title: 'the request: the outputs of A of few rows, from objects and from packed rows, to objects and to columns',
  cases: (scale) => [
    rowPercentiles,
    ...sizes[scale].flatMap((rows) => [
      rowsToRows(rows),
      rowsToColumns(rows),
      packedToRows(rows),
      packedToColumns(rows),
    ]),
  ],
}

const sizes: Readonly<Record<Scale, readonly number[]>> = {
  tiny: [3],
  quick: [1, 100],
  full: [1, 10, 100],
  large: [1, 10, 100],
}

const onlyRow: readonly Target[] = [
  { contender: 'polars', ratio: 1000 },
  { contender: 'duckdb', ratio: 1000 },
]

function rowsToRows(rows: number): Case {
  const prepare = async () => {
    const question = requestQuestion(rows)
    const given = rowsOf(question)
    return fieldOf(question, [compiled(given), plain(given), polars(given), duckdb(given), arquero(given)])
  }
  return { name: 'R rows to rows', rows, targets: rows === 1 ? onlyRow : [], prepare }
}

function rowsToColumns(rows: number): Case {
  const prepare = async () => {
    const question = requestQuestion(rows)
    const given = rowsOf(question)
    return fieldOf(question, [framed(given, question), plainColumns(given)])
  }
  return { name: 'R rows to columns', rows, targets: [], prepare }
}

function rowsOf({ tables }: Question): readonly Row[] {
  const columns = Object.entries(tables.t!)
  return Array.from(
    { length: columns[0]![1].length },
    (_, row) => Object.fromEntries(columns.map(([name, column]) => [name, valueAt(column, row)])) as unknown as Row,
  )
}

async function fieldOf(
  question: Question,
  entries: readonly (Contender | Declined | Promise<Contender | Declined>)[],
): Promise<Field> {
  const answer = await frameAnswer(new JsBackend(), question)
  return { entries: await Promise.all(entries), outputs: outputNames, oracle: { name: 'the js backend', answer } }
}

const noCopies = { bytesIn: 0, bytesOut: 0 }

/** What an engine copies in of objects and out to objects, without bitmaps: four float64 a row, and x, y and z of each. */
function rowCopies({ length }: readonly Row[]) {
  return { bytesIn: length * 4 * 8, bytesOut: length * (8 + 4 + 8) }
}

/** A contender that turns the same rows into rows again and again. */
function overRows(name: string, compute: () => readonly object[], copies = noCopies): Contender {
  return {
    name,
    async: false,
    ...copies,
    run: () => compute().length,
    answer: () => answerOfRows(compute()),
    close: () => {},
  }
}

/** By the function made for the expressions. */
function compiled(given: readonly Row[]): Contender {
  const { row, rows } = compileRows(schema, outputs)
  return overRows('wasm', given.length === 1 ? () => [row(given[0]!)] : () => rows(given))
}

/** By the backend: objects to columns, these copied in, the results left there. */
function framed(given: readonly Row[], question: Question): Contender {
  const backend = BackendFactory.get('wasm')
  const frames = framesOf(backend, question.tables)
  const { bytesIn } = countCopies(backend, question, frames)
  releaseAll(backend, frames)
  const compute = () => {
    const frame = backend.fromRows(schema, given)
    const computed = backend.withColumns(frame, outputs)
    backend.release(frame)
    return computed
  }
  return {
    name: 'wasm',
    async: false,
    bytesIn,
    bytesOut: 0,
    run: () => {
      const computed = compute()
      const rows = backend.rows(computed)
      backend.release(computed)
      return rows
    },
    answer: async () => {
      const computed = compute()
      const answer = await valuesOfFrame(backend, computed, outputNames)
      backend.release(computed)
      return answer
    },
    close: () => {},
  }
}

/** One pass over the rows, which fills three arrays and the bitmap of the one that has nulls. */
function plainColumns(given: readonly Row[]): Contender {
  const compute = () => {
    const columns = {
      x: new Float64Array(given.length),
      y: new Int32Array(given.length),
      z: new Float64Array(given.length),
    }
    const validity = new Uint8Array((given.length + 7) >> 3)
    for (const [index, row] of given.entries()) {
      const { x, y, z } = outputsOfRow(row)
      if (x !== null) validity[index >> 3]! |= 1 << (index & 7)
      columns.x[index] = x ?? 0
      columns.y[index] = y
      columns.z[index] = z
    }
    return { ...columns, validity }
  }
  return {
    name: 'js',
    async: false,
    bytesIn: 0,
    bytesOut: 0,
    run: () => compute().x.length,
    answer: () => {
      const { x, y, z, validity } = compute()
      return {
        x: Array.from(x, (value, row) => ((validity[row >> 3]! >> (row & 7)) & 1 ? value : null)),
        y: [...y],
        z: [...z],
      }
    },
    close: () => {},
  }
}

function plain(given: readonly Row[]): Contender {
  return overRows('js', () => given.map(outputsOfRow))
}

async function polars(given: readonly Row[]): Promise<Contender | Declined> {
  const peer = await loadPeer('polars', async () => (await import('nodejs-polars')).default)
  if ('reason' in peer) return peer
  const { module: pl } = peer
  const expressions = polarsOutputs(pl)
  const options = { schema: { a: pl.Float64, b: pl.Float64, c: pl.Float64, d: pl.Float64 } }
  const records = [...given]
  const compute = () =>
    pl
      .readRecords(records, options)
      .select(...expressions)
      .toRecords()
  return overRows('polars', compute, rowCopies(given))
}

async function arquero(given: readonly Row[]): Promise<Contender | Declined> {
  const peer = await loadPeer('arquero', () => import('arquero'))
  if ('reason' in peer) return peer
  const { module: aq } = peer
  const derived = arqueroOutputs(aq)
  const records = [...given]
  return overRows('arquero', () => aq.from(records).derive(derived).objects())
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
    ...rowCopies(given),
    run: async () => (await compute()).length,
    answer: async () => answerOfRows(await compute()),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
