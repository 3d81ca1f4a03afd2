/** One value of an answer. */
export type AnswerValue = number | bigint | string | boolean | null

/** What a contender computed: values by column, or their digests, all of one length. */
export type Answer = Readonly<Record<string, ArrayLike<AnswerValue>>>

/** One way of doing a workload, with its data at hand in its own form. */
export interface Contender {
  readonly name: string
  /** Whether `run` gives promises. */
  readonly async: boolean
  /** Bytes that one run copies into and out of the engine's memory. */
  readonly bytesIn: number
  readonly bytesOut: number
  /** Does the work once and gives a number that depends on its result, so that no compiler leaves the work out. */
  run(): number | Promise<number>
  /** Does the work once and gives the values. */
  answer(): Answer | Promise<Answer>
  /** Gives memory and files back. */
  close(): void | Promise<void>
}

/** A contender that does not take part, and why. */
export interface Declined {
  readonly name: string
  readonly reason: string
}

/** Says whether an entry takes part. */
export function takesPart(entry: Contender | Declined): entry is Contender {
  return 'run' in entry
}
