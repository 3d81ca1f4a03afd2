import type { Table } from 'apache-arrow'
import type { Expr } from '../expr/ir.js'
import type { DataType, Schema } from '../types.js'

/** What a backend does, told before it is asked. Frozen. */
export interface BackendSupports {
  /** Functions of the table it lacks. */
  readonly missingFunctions: readonly string[]
  /** Types it cannot hold. */
  readonly missingTypes: readonly DataType[]
  /** Whether every operation gives the bits the `js` reference gives. */
  readonly bitIdentical: boolean
}

export type JoinType = 'inner' | 'left'

export interface JoinOptions {
  /** Key columns, of these names and equal types on both sides. A null key matches nothing. */
  readonly on: readonly string[]
  /** `inner` or `left`; default `inner`. */
  readonly how?: JoinType
  /** Appended to a right column whose name the left already has; default `_right`. */
  readonly suffix?: string
}

export interface AsofJoinOptions {
  /** Key columns, of these names and equal types on both sides; empty: one group. A null key matches nothing. */
  readonly on: readonly string[]
  /** Left timestamp column. A null matches nothing. */
  readonly leftTime: string
  /** Right timestamp column: rows with a null are never chosen. */
  readonly rightTime: string
  /** Right timestamp column that breaks ties of `rightTime`, greatest first; null sorts before every value. */
  readonly tieBreaker?: string
  /** Greatest age of a match in microseconds; 0n (the default) sets no bound. */
  readonly ttl?: bigint
  /** Appended to a right column whose name the left already has; default `_right`. */
  readonly suffix?: string
}

export type AggregateFunction =
  | 'sum'
  | 'mean'
  | 'min'
  | 'max'
  | 'count'
  | 'count_distinct'
  | 'std'
  | 'var'
  | 'first'
  | 'last'

/** One output column of a group-by. `count` without a column counts rows. */
export interface Aggregation {
  readonly fn: AggregateFunction
  readonly column?: string
}

/** One sort key. Nulls come last either way unless `nulls` says 'first'; NaN is the greatest value; -0 equals 0. */
export interface SortKey {
  readonly column: string
  readonly descending?: boolean
  readonly nulls?: 'first' | 'last'
}

/**
 * A data frame engine: tables cross it as Arrow, operations keep to the engine's own frames.
 *
 * Public methods validate (names, types, arguments) and throw {@link MillraceError}; the `_methods` are all that an
 * implementer writes, and they may assume valid arguments. A frame is immutable. `release` frees what it holds; a frame
 * that is never released is freed when it is garbage collected.
 *
 * Order is part of the contract: select, rename, withColumns, filter, left and inner join and asofJoin keep the left
 * rows' order (a join lists the matches of one left row in right order); groupbyAgg gives groups in order of first
 * appearance; dropDuplicates keeps survivors in input order; sort is stable.
 */
export abstract class DataFrameBackend<F extends object = object> {
  abstract readonly name: string
  abstract readonly supports: BackendSupports

  /** Takes an Arrow table in. Timestamps of any unit become microseconds, small integers widen, dictionaries decode. */
  abstract fromArrow(table: Table): F
  /** Gives the frame as an Arrow table that shares no memory with the engine. */
  abstract toArrow(frame: F): Table | Promise<Table>
  /** The frame's columns and their types, in order. */
  abstract columns(frame: F): Schema
  /** The number of rows. */
  abstract rows(frame: F): number
  /** Frees what the frame holds; using it afterwards is an error. */
  abstract release(frame: F): void

  protected abstract _select(frame: F, names: readonly string[]): F
  protected abstract _rename(frame: F, names: Readonly<Record<string, string>>): F
  protected abstract _withColumns(frame: F, expressions: ReadonlyMap<string, Expr>): F
  protected abstract _filter(frame: F, condition: Expr): F
  protected abstract _slice(frame: F, offset: number, length: number): F
  protected abstract _join(left: F, right: F, options: Required<JoinOptions>): F
  protected abstract _asofJoin(left: F, right: F, options: AsofJoinOptions & { ttl: bigint; suffix: string }): F
  protected abstract _groupbyAgg(frame: F, keys: readonly string[], aggregations: ReadonlyMap<string, Aggregation>): F
  protected abstract _dropDuplicates(frame: F, keys: readonly string[], orderBy: readonly string[]): F
  protected abstract _sort(frame: F, by: readonly Required<SortKey>[]): F
  protected abstract _concat(frames: readonly F[]): F
}
