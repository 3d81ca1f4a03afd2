import type { Case, Probe, Workload } from './workload.js'

/** What of a workload is to run. */
export interface Selected {
  readonly workload: Workload
  readonly subjects: readonly (Case | Probe)[]
}

/** Which cases are wanted. */
export interface Filter {
  /** Workloads by name, or cases by how their names begin; none means all. */
  readonly only: readonly string[]
  readonly maxRows: number
}

/** The cases of a whole run: of the largest, which take minutes, those that a target names. */
export function wholeRun(workload: Workload): (Case | Probe)[] {
  return [...workload.cases('full'), ...workload.cases('large').filter(({ targets }) => targets.length > 0)]
}

/** Chooses cases, each once. Throws for a name that is none's. */
export function select(
  workloads: readonly Workload[],
  casesOf: (workload: Workload) => readonly (Case | Probe)[],
  { only, maxRows }: Filter,
): Selected[] {
  const wanted = only.map((name) => name.toLowerCase())
  const known = new Set<string>()
  const selected = workloads.flatMap((workload) => {
    const subjects = new Map<string, Case | Probe>()
    for (const subject of casesOf(workload)) {
      const names = wanted.filter((name) => isCalled(name, workload, subject))
      for (const name of names) known.add(name)
      const isWanted = (wanted.length === 0 || names.length > 0) && subject.rows <= maxRows
      if (isWanted) subjects.set(`${subject.name}, ${subject.rows}`, subject)
    }
    return subjects.size === 0 ? [] : [{ workload, subjects: [...subjects.values()] }]
  })
  const strange = only.find((name) => !known.has(name.toLowerCase()))
  if (strange === undefined) return selected
  const names = workloads.map((workload) => workload.name).join(', ')
  throw new Error(`--only takes one of ${names}, or the beginning of a case's name: ${strange}`)
}

function isCalled(name: string, workload: Workload, subject: Case | Probe): boolean {
  return name === workload.name.toLowerCase() || (name.length > 1 && subject.name.toLowerCase().startsWith(name))
}
