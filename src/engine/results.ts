import type { Column } from '../column.js'
import type { ViewWrite } from '../plan/context.js'
import type { Value } from '../types.js'
import type { CommitResult } from './commit.js'

/** Where a push goes. */
export type PushTarget = 'online' | 'offline' | 'online_and_offline'

/** Why a value is what it is; the order is that of {@link statusNames}. */
export type FeatureStatus = 'PRESENT' | 'NULL_VALUE' | 'NOT_FOUND' | 'OUTSIDE_MAX_AGE' | 'INVALID'

/** Names by status code. */
export const statusNames: readonly FeatureStatus[] = [
  'PRESENT',
  'NULL_VALUE',
  'NOT_FOUND',
  'OUTSIDE_MAX_AGE',
  'INVALID',
]

export const PRESENT = 0
export const NULL_VALUE = 1
export const NOT_FOUND = 2
export const OUTSIDE_MAX_AGE = 3
export const INVALID = 4

/** What a write did to one view. */
export interface ViewWriteResult {
  readonly view: string
  readonly outcome: 'written' | 'skipped'
  /** Why the view was skipped. */
  readonly reason?: string
  /** Rows the online store took. */
  readonly online: number
  /** Rows the online store ignored because it had newer ones. */
  readonly ignored: number
  /** Rows appended to the offline store. */
  readonly offline: number
}

/** What a push or a write did, view by view, in topological order. */
export interface WriteResult {
  readonly views: readonly ViewWriteResult[]
  readonly warnings: readonly string[]
}

/** How far a materialization has come. */
export interface MaterializeProgress {
  readonly view: string
  readonly rows: number
}

/**
 * One result column of an online read: a join key or a feature. Its lists are to be read only: features of one view share
 * them.
 */
export interface OnlineColumn {
  readonly name: string
  readonly column: Column
  /** One status code a row, see {@link statusNames}. */
  readonly statuses: Uint8Array
  /** Event timestamp a row in microseconds; 0 where there is none. */
  readonly eventTimestamps: BigInt64Array
}

/**
 * The answer of an online read, by column, in the order asked for: join keys first, then features.
 * `rows` is made on first use.
 */
export interface OnlineAnswer<Row = Record<string, Value>> {
  readonly length: number
  readonly columns: readonly OnlineColumn[]
  readonly featureNames: readonly string[]
  readonly rows: readonly Row[]
  readonly warnings: readonly string[]
}

/** What a commit did, one entry a view, in the order in which views first appear. */
export function summarize(writes: readonly ViewWrite[], committed: CommitResult): readonly ViewWriteResult[] {
  const results = new Map<string, { online: number; ignored: number; offline: number }>()
  for (const [index, { view, rows, offline }] of writes.entries()) {
    const counts = results.get(view.name) ?? { online: 0, ignored: 0, offline: 0 }
    counts.online += committed[index]?.written ?? 0
    counts.ignored += committed[index]?.ignored ?? 0
    counts.offline += offline ? rows.numRows : 0
    results.set(view.name, counts)
  }
  return [...results].map(([view, counts]) => ({ view, outcome: 'written', ...counts }))
}

/** Adds the counts of `results` to `total`. */
export function addCounts(
  total: { online: number; ignored: number; offline: number },
  results: readonly ViewWriteResult[],
): void {
  for (const result of results) {
    total.online += result.online
    total.ignored += result.ignored
    total.offline += result.offline
  }
}
