import type { Answer, Contender, Declined } from './contender.js'

/** How large the data is: for tests, for a look (seconds), as published (up to 1M rows), and beyond. */
export type Scale = 'tiny' | 'quick' | 'full' | 'large'

/** How many times faster than a contender `wasm` is to be. */
export interface Target {
  readonly contender: string
  readonly ratio: number
}

/** The contenders of a case and what they must agree with. */
export interface Field {
  readonly entries: readonly (Contender | Declined)[]
  /** What the answer must be, and who says so. */
  readonly oracle: { readonly name: string; readonly answer: Answer }
  /** The columns of the answer that count. */
  readonly outputs: readonly string[]
  /** The column that says which row is which, where contenders may give rows in any order. */
  readonly identity?: string
}

/** One size and shape of a workload. */
export interface Case {
  /** The workload's letter and what sets this case apart, as in `A nulls=5%`. */
  readonly name: string
  readonly rows: number
  /** What the issue asks for at this size; empty where it names none. */
  readonly targets: readonly Target[]
  /** Makes the data, the same at every call, and the contenders. */
  prepare(): Promise<Field>
}

/** A workload: what one file of bench/ exports. */
export interface Workload {
  /** The letter of the table, or a word. */
  readonly name: string
  readonly title: string
  cases(scale: Scale): readonly Case[]
}
