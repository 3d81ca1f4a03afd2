// Usage: npm run bench -- [--quick | --large] [--only NAME]... [--max-rows ROWS] [--json FILE] [--report FOLDER]
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { describeMachine, describeVersions } from './harness/machine.js'
import { writePage } from './harness/page/page.js'
import { caseTable, probeTable, targetTable } from './harness/print-table.js'
import { type ProbeResult, runProbe } from './harness/probe.js'
import { type RaceOptions, type RaceResult, race } from './harness/race.js'
import { makeReport } from './harness/report.js'
import { select, wholeRun } from './harness/select.js'
import type { Case, Probe, Workload } from './harness/workload.js'
import { workloads } from './workloads.js'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    'max-rows': { type: 'string' },
    json: { type: 'string' },
    report: { type: 'string' },
  },
})

const scale = values.quick ? 'quick' : values.large ? 'large' : null
const casesOf = (workload: Workload) => (scale === null ? wholeRun(workload) : workload.cases(scale))
const options: RaceOptions = { rounds: 9, roundMs: values.quick ? 2 : 50 }
const filter = { only: values.only, maxRows: rowLimit(values['max-rows']) }
/** Where the results go to the standard output, what is for people goes beside it. */
const print = values.json === '-' ? console.error : console.log
const results: (RaceResult | ProbeResult)[] = []

print(JSON.stringify({ machine: describeMachine(), versions: describeVersions() }))
print('Times are per run, over at least 9 shuffled rounds; ratios compare minima, cpu counts all threads.\n')
const selected = select(workloads, casesOf, filter)
if (selected.length === 0) throw new Error(`No case has as few rows as --max-rows says: ${values['max-rows']}`)
// All there is to reach, also at sizes that this run leaves out.
const run = selected.map(({ workload }) => workload)
const everything = select(run, wholeRun, { only: [], maxRows: Infinity }).flatMap(({ subjects }) => subjects)
for (const { workload, subjects } of selected) {
  print(`${workload.name}: ${workload.title}\n`)
  for (const subject of subjects) {
    await measure(subject)
    // A run takes many minutes: what is measured is kept if it is ended.
    if (values.json !== undefined && values.json !== '-') await writeFile(values.json, reportText())
  }
}

const report = makeReport(results, everything)
if (values.json === '-') process.stdout.write(reportText())
if (values.report !== undefined) await writePage(report, values.report)
const tally = (wanted: string) => report.targets.filter(({ verdict }) => verdict === wanted).length
print(`Targets\n\n${targetTable(report.targets)}\n`)
print(`${tally('pass')} met, ${tally('FAIL')} missed, ${tally('not run')} not run in ${seconds()} s`)
// A missed target is a result; a wrong answer is a fault.
if (report.wrong.length > 0) {
  print(`${report.wrong.length} wrong answers`)
  process.exitCode = 1
}

function rowLimit(text: string | undefined): number {
  const rows = Number(text ?? Infinity)
  if (rows >= 1) return rows
  throw new Error(`--max-rows takes a number of rows, such as 1e6: ${text}`)
}

function reportText(): string {
  return `${JSON.stringify(makeReport(results, everything), null, 2)}\n`
}

async function measure(subject: Case | Probe): Promise<void> {
  if ('measure' in subject) {
    const result = await runProbe(subject)
    results.push(result)
    print(probeTable(result))
  } else {
    const result = await race(subject, options)
    results.push(result)
    print(caseTable(result))
  }
}

function seconds(): string {
  return (performance.now() / 1000).toFixed(0)
}
