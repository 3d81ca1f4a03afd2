import {
  BackendFactory,
  columnsFromTable,
  type DataFrameBackend,
  tableFromColumns,
  WasmBackend,
} from '../../../src/backend.js'
import type { Column } from '../../../src/column.js'
import { loadKernels } from '../../../src/wasm/load.js'
import type { Answer, Contender } from '../contender.js'
import { dictionaryTable } from '../dictionary-table.js'
import { columnDigests } from '../digest.js'
import type { Columns } from '../random-columns.js'
import type { Frames, TableCase, Tables } from '../table-case.js'

/** What of a question a backend answers. */
export type Question = Pick<TableCase, 'tables' | 'dictionaries' | 'outputs' | 'query'>

/**
 * Ours, three times: `wasm` with its columns at hand in WebAssembly memory and the result left there, as the peers have
 * theirs; `wasm-1` likewise on one thread; `wasm-arrow` from Arrow table to Arrow table, so that all copies are part of
 * it.
 */
export function wasmContenders(question: Question): Contender[] {
  const backend = BackendFactory.get('wasm')
  const frames = framesOf(backend, question.tables, question.dictionaries)
  const copies = countCopies(backend, question, frames)
  releaseAll(backend, frames)
  return [
    frameContender('wasm', backend, question),
    frameContender('wasm-1', new WasmBackend({ threads: 1 }), question),
    arrowContender(backend, question, copies),
  ]
}

function frameContender(name: string, backend: DataFrameBackend, question: Question): Contender {
  const frames = framesOf(backend, question.tables, question.dictionaries)
  return {
    name,
    async: false,
    bytesIn: 0,
    bytesOut: 0,
    run: () => {
      const result = question.query(backend, frames)
      const rows = backend.rows(result)
      backend.release(result)
      return rows
    },
    answer: () => frameAnswer(backend, question),
    close: () => releaseAll(backend, frames),
  }
}

function arrowContender(backend: DataFrameBackend, question: Question, { bytesIn, bytesOut }: Copies): Contender {
  const tables = Object.entries(question.tables).map(
    ([name, columns]) => [name, dictionaryTable(columns, question.dictionaries)] as const,
  )
  return {
    name: 'wasm-arrow',
    async: false,
    bytesIn,
    bytesOut,
    run: () => {
      const frames = Object.fromEntries(tables.map(([name, table]) => [name, backend.fromArrow(table)]))
      const result = question.query(backend, frames)
      const answer = backend.toArrow(result) as ReturnType<typeof tableFromColumns>
      backend.release(result)
      releaseAll(backend, frames)
      return answer.numRows
    },
    answer: () => frameAnswer(backend, question),
    close: () => {},
  }
}

/** What a backend answers, from Arrow to values. */
export async function frameAnswer(backend: DataFrameBackend, question: Question): Promise<Answer> {
  const frames = framesOf(backend, question.tables, question.dictionaries)
  const result = question.query(backend, frames)
  const answer = await valuesOfFrame(backend, result, question.outputs)
  backend.release(result)
  releaseAll(backend, frames)
  return answer
}

/** The values of a frame's columns. */
export async function valuesOfFrame(
  backend: DataFrameBackend,
  frame: object,
  outputs: readonly string[],
): Promise<Answer> {
  const columns = columnsFromTable(await backend.toArrow(frame))
  return Object.fromEntries(outputs.map((name) => [name, columnDigests(columns.get(name)!)]))
}

interface Copies {
  readonly bytesIn: number
  readonly bytesOut: number
}

/**
 * Runs the question once and counts. In: what stays allocated of the inputs, since a column is copied in when it is
 * first read. Out: the buffers of the result that are not the inputs' own.
 */
export function countCopies(backend: DataFrameBackend, question: Question, frames: Frames<object>): Copies {
  const { arena } = loadKernels()
  const before = arena.bytesInUse
  const result = question.query(backend, frames)
  const given = new Set(Object.values(question.tables).flatMap(Object.values).flatMap(buffersOf))
  const made = [...columnsFromTable(backend.toArrow(result) as ReturnType<typeof tableFromColumns>).values()]
  backend.release(result)
  const copied = made.flatMap((column) => buffersOf(column)).filter((buffer) => !given.has(buffer))
  return {
    bytesIn: arena.bytesInUse - before,
    bytesOut: copied.reduce((sum, { byteLength }) => sum + byteLength, 0),
  }
}

function buffersOf({ validity, values, offsets, items }: Column): ArrayBufferLike[] {
  const own = [validity, values, offsets].flatMap((view) => (view === null ? [] : [view.buffer]))
  return items === null ? own : [...own, ...buffersOf(items)]
}

/** A backend's frames of tables. */
export function framesOf(backend: DataFrameBackend, tables: Tables, dictionaries?: readonly string[]): Frames<object> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, columns]) => [name, backend.fromArrow(dictionaryTable(columns, dictionaries))]),
  )
}

/** Columns as an Arrow table over the same memory. */
export function tableOf(columns: Columns) {
  return tableFromColumns(columns, Object.values(columns)[0]!.length)
}

/** Gives frames back. */
export function releaseAll(backend: DataFrameBackend, frames: Frames<object>): void {
  for (const frame of Object.values(frames)) backend.release(frame)
}
