/** Whether a left row without a match is dropped (`inner`) or kept with nulls (`left`). */
export type JoinType = 'inner' | 'left'

/** What `DataFrameBackend.join` joins on, and how. */
export interface JoinOptions {
  /** Key columns, of these names and equal scalar types on both sides; at least one. A null key matches nothing. */
  readonly on: readonly string[]
  /** `inner` or `left`; default `inner`. */
  readonly how?: JoinType
  /** Appended to a right column whose name the left already has; default `_right`. */
  readonly suffix?: string
  /** Right columns that the result has, in order; default all but the keys. What is left out is not gathered. */
  readonly columns?: readonly string[]
}

/** What `DataFrameBackend.asofJoin` joins on, and the time columns of both sides. */
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
  /** Right columns that the result has, in order; default all but the keys. What is left out is not gathered. */
  readonly columns?: readonly string[]
}

/** Options of an as-of join of which only the tie breaker may lack. */
export type CompleteAsofJoinOptions = AsofJoinOptions & Required<Omit<AsofJoinOptions, 'tieBreaker'>>
