import type { Block } from '../../wasm/arena.js'
import type { WasmColumn } from './wasm-column.js'

/** Ids of rows, -1 for those left out. */
export interface Ids {
  readonly ids: Block
  /** How many ids there are. */
  readonly count: number
  /** The row where each id, counted from 0, first appeared; null where an id is that row. */
  readonly first: Block | null
}

/** Rows of another frame looked up. */
export interface Found {
  /** Their ids; -1 where the key did not appear. */
  readonly ids: Block
  /** Bits of which rows have an id. */
  readonly present: Block
  /** How many have. */
  readonly count: number
}

/** One column of a key turned into ids, and how to look up rows of another frame. */
export interface Stage extends Ids {
  /** Looks up another column's rows, by the ids of the columns before it. */
  probe(column: WasmColumn, prior: Block | null): Found
}

/** Ids that are counted from 0 in order of first appearance. */
export interface CountedStage extends Stage {
  readonly first: Block
}

/** What the columns before it made of the rows: ids (null: all 0) and how many there are. */
export interface Prior {
  readonly ids: Block | null
  readonly count: number
}
