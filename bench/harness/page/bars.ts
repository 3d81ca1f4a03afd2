import type { ReportLine } from '../report.js'
import { count } from '../text-columns.js'

/** One contender in one case. */
export interface Bar {
  readonly contender: string
  /** How many times ours' least time it took. */
  readonly ratio: number
}

/** The bars of a case. */
export interface BarGroup {
  readonly workload: string
  /** The case's name. */
  readonly name: string
  readonly rows: number
  readonly title: string
  readonly bars: readonly Bar[]
}

/** The bars of each case, in the order of the report. A case in which ours ran alone, or was not timed, has none. */
export function barGroups(lines: readonly ReportLine[]): BarGroup[] {
  const cases = groupBy(lines, ({ name, rows }) => `${name}, ${count(rows)} rows`)
  return [...cases].flatMap(([title, entries]) => {
    const { name, rows } = entries[0]!
    const ours = entries.find(({ contender }) => contender === 'wasm')
    if (ours === undefined || entries.length === 1) return []
    const others = entries.filter((entry) => entry !== ours)
    const bars = others.map(({ contender, minMs }) => ({ contender, ratio: minMs / ours.minMs }))
    return [{ workload: name.split(' ')[0]!, name, rows, title, bars }]
  })
}

/** Puts things with one key together, keys in the order of their first. */
export function groupBy<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const thing of things) {
    const key = keyOf(thing)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [thing])
    else group.push(thing)
  }
  return groups
}
