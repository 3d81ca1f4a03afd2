import { Float64 } from '../src/backend.js'
import type { Answer, AnswerValue } from './harness/contender.js'
import type { Question } from './harness/engines/wasm.js'
import { nullableColumns, outputs } from './nullable-outputs.js'

/** The fields of a request's rows. */
export const schema = { a: Float64, b: Float64, c: Float64, d: Float64 } as const

/** What is computed of them: the outputs of A. */
export const outputNames = ['x', 'y', 'z'] as const

/** The outputs of so many rows; a row alone has no nulls, so that all of the work is done. */
export function requestQuestion(rows: number) {
  return {
    tables: { t: nullableColumns(rows, rows === 1 ? 0 : 0.05) },
    outputs: outputNames,
    query: (backend, { t }) => backend.withColumns(t!, outputs),
  } satisfies Question
}

/** Rows of outputs as an answer. */
export function answerOfRows(rows: readonly object[]): Answer {
  const values = rows as readonly Readonly<Record<string, AnswerValue>>[]
  return Object.fromEntries(outputNames.map((name) => [name, values.map((row) => row[name]!)]))
}
