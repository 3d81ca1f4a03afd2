// Usage: npm run bench -- [--quick | --large] [--only NAME]... [--json FILE]
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { describeMachine, describeVersions } from './harness/machine.js'
import { caseTable } from './harness/print-table.js'
import { type RaceOptions, type RaceResult, race } from './harness/race.js'
import { makeReport } from './harness/report.js'
import type { Scale, Workload } from './harness/workload.js'
import { workloads } from './workloads.js'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
})

const scale: Scale = values.quick ? 'quick' : values.large ? 'large' : 'full'
const options: RaceOptions = { rounds: 9, roundMs: values.quick ? 2 : 50 }
const results: RaceResult[] = []

console.log(JSON.stringify({ machine: describeMachine(), versions: describeVersions() }))
console.log('Times are per run, over at least 9 alternating rounds; ratios compare minima, cpu counts all threads.\n')
for (const workload of chosen(values.only)) {
  console.log(`${workload.name}: ${workload.title}\n`)
  for (const subject of workload.cases(scale)) {
    const result = await race(subject, options)
    results.push(result)
    console.log(caseTable(result))
  }
}

const report = makeReport(results)
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`)
const passed = report.targets.filter(({ pass }) => pass).length
console.log(`${passed} of ${report.targets.length} targets met in ${(performance.now() / 1000).toFixed(0)} s`)
// A missed target is a result; a wrong answer is a fault.
if (report.wrong.length > 0) {
  console.log(`${report.wrong.length} wrong answers`)
  process.exitCode = 1
}

function chosen(names: readonly string[] | undefined): readonly Workload[] {
  if (names === undefined) return workloads
  return names.map((name) => {
    const found = workloads.find((workload) => workload.name.toLowerCase() === name.toLowerCase())
    if (found !== undefined) return found
    throw new Error(`--only takes one of ${workloads.map((workload) => workload.name).join(', ')}: ${name}`)
  })
}
