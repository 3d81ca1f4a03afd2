import type { Answer, Contender, Declined } from './contender.js'

/** How large the data is: for tests, for a look (seconds), as published (up to 1M rows), and beyond. */
export type Scale = 'tiny' | 'quick' | 'full' | 'large'

/** How many times faster than a contender ours is to be; below 1 where the contender is a yardstick, as C is. */
export interface RatioTarget {
  readonly contender: string
  readonly ratio: number
  /** The contender that is to reach it; default `wasm`. */
  readonly ours?: string
}

/** The most that a measurement may be; those of a race are its contenders' least times in ms. */
export interface LimitTarget {
  readonly measurement: string
  readonly atMost: number
  readonly unit: Unit
}

export type Target = RatioTarget | LimitTarget

/** What measurements are counted in; `x` is a ratio. */
export type Unit = 'ns' | 'us' | 'ms' | 'kB' | 'MB' | 'x' | '%'

/** A figure with a name. */
export interface Measurement {
  readonly name: string
  readonly value: number
  readonly unit: Unit
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
  /** Whether values count only by which rows share them. */
  readonly labels?: boolean
}

/** What cases and probes have in common. */
interface Subject {
  /** The workload's letter and what sets this one apart, as in `A nulls=5%`. */
  readonly name: string
  readonly rows: number
  /** What is asked for at this size; empty where nothing is. */
  readonly targets: readonly Target[]
}

/** One size and shape of a workload: a race. */
export interface Case extends Subject {
  /** Makes the data, the same at every call, and the contenders. */
  prepare(): Promise<Field>
}

/** What only ours can be asked: sizes, memory, percentiles. It throws where its own answers are wrong. */
export interface Probe extends Subject {
  measure(): Promise<readonly Measurement[]>
}

/** A workload: what one file of bench/ exports. */
export interface Workload {
  /** The letter of the table, or a word. */
  readonly name: string
  readonly title: string
  cases(scale: Scale): readonly (Case | Probe)[]
}
