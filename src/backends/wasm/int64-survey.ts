import type { WasmColumn } from './wasm-column.js'
import type { Workspace } from './workspace.js'

/** What one pass over a column of int64 without nulls tells. Of no rows, `least` is above `greatest`. */
export interface Int64Survey {
  readonly least: bigint
  readonly greatest: bigint
  readonly ascending: boolean
  /** How many runs of equal neighbours there are. */
  readonly runs: number
}

const surveys = new WeakMap<WasmColumn, Int64Survey>()

/** Surveys a column of int64 or timestamps, once: columns never change. Null for other types and where there are nulls. */
export function int64Survey(work: Workspace, column: WasmColumn): Int64Survey | null {
  const wide = column.type === 'int64' || column.type === 'timestamp'
  if (!wide || column.blocks().validity !== null) return null
  let survey = surveys.get(column)
  if (survey === undefined) {
    survey = takeSurvey(work, column)
    surveys.set(column, survey)
  }
  return survey
}

function takeSurvey(work: Workspace, column: WasmColumn): Int64Survey {
  if (column.length === 0) return { least: 0n, greatest: -1n, ascending: true, runs: 0 }
  const bounds = work.bytes(24)
  const ascending = work.kernels.words_survey(column.blocks().values!.offset, column.length, bounds.offset) !== 0
  const [least = 0n, greatest = 0n, changes = 0n] = work.arena.i64(bounds)
  work.free(bounds)
  return { least, greatest, ascending, runs: 1 + Number(changes) }
}

/** The least and the greatest of a column's words. */
export function surveyedWords({ least, greatest }: Int64Survey): { least: bigint; greatest: bigint } {
  const wordOf = (value: bigint) => BigInt.asUintN(64, value) ^ (1n << 63n)
  return { least: wordOf(least), greatest: wordOf(greatest) }
}
