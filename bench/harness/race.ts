import { asLabels, checksum } from './checksum.js'
import { type Answer, type Contender, type Declined, takesPart } from './contender.js'
import { makeStopwatch, type Round } from './measure.js'
import { median } from './median.js'
import { randomNumbers, shuffled } from './random-columns.js'
import type { Case, Target } from './workload.js'

/** One contender's figures in one case. Times are per run of the work. */
export interface Figures {
  readonly contender: string
  readonly minMs: number
  readonly medianMs: number
  /** Least processor time, all threads. */
  readonly cpuMs: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly checksum: string
}

/** A case after its rounds. */
export interface RaceResult {
  readonly name: string
  readonly rows: number
  readonly oracle: string
  readonly targets: readonly Target[]
  readonly figures: readonly Figures[]
  readonly declined: readonly Declined[]
  /** Contenders whose answer is not the oracle's: never timed. */
  readonly wrong: readonly Declined[]
}

/** How long and how often. */
export interface RaceOptions {
  readonly rounds: number
  /** Least duration of a round of one contender; a slow run makes a longer one. */
  readonly roundMs: number
}

/** Checks every contender's answer, then times those that agree, in alternating rounds. */
export async function race(subject: Case, { rounds, roundMs }: RaceOptions): Promise<RaceResult> {
  const { entries, oracle, outputs, identity, labels } = await subject.prepare()
  const condense = (answer: Answer) => checksum(labels ? asLabels(answer, outputs) : answer, outputs, identity)
  const contenders = entries.filter(takesPart)
  const declined = entries.filter((entry): entry is Declined => !takesPart(entry))
  try {
    const expected = condense(oracle.answer)
    const wrong: Declined[] = []
    const agreeing: Contender[] = []
    for (const contender of contenders) {
      const found = condense(await contender.answer())
      if (found === expected) agreeing.push(contender)
      else wrong.push({ name: contender.name, reason: `its checksum is ${found}, and ${oracle.name}'s ${expected}` })
    }
    const measured = await alternate(agreeing, rounds, roundMs)
    const figures = agreeing.map((contender, index) => summary(contender, measured[index]!, expected))
    return {
      name: subject.name,
      rows: subject.rows,
      oracle: oracle.name,
      targets: subject.targets,
      figures,
      declined,
      wrong,
    }
  } finally {
    for (const contender of contenders) await contender.close()
  }
}

async function alternate(contenders: readonly Contender[], rounds: number, roundMs: number): Promise<Round[][]> {
  const stopwatches = contenders.map((contender) => makeStopwatch(contender, roundMs))
  const measured: Round[][] = contenders.map(() => [])
  const random = randomNumbers(20_014)
  for (let round = 0; round < rounds; round++) {
    // Each round has another order, so that none always runs in the wake of the same one.
    for (const index of shuffled(random, contenders.length)) measured[index]!.push(await stopwatches[index]!.round())
  }
  return measured
}

function summary({ name, bytesIn, bytesOut }: Contender, rounds: readonly Round[], checksum: string): Figures {
  const times = rounds.map(({ ms }) => ms)
  return {
    contender: name,
    minMs: Math.min(...times),
    medianMs: median(times),
    cpuMs: Math.min(...rounds.map(({ cpuMs }) => cpuMs)),
    bytesIn,
    bytesOut,
    checksum,
  }
}
