// Usage: npm run bench -- --help
import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { type BenchFlags, benchOptions } from '../src/cli/commands/bench.js'
import { describeMachine, describeVersions } from './harness/machine.js'
import { writePage } from './harness/page/page.js'
import { caseTable, probeTable, targetTable } from './harness/print-table.js'
import { type ProbeResult, runProbe } from './harness/probe.js'
import { type RaceOptions, type RaceResult, race } from './harness/race.js'
import { makeReport } from './harness/report.js'
import { type Selected, select, wholeRun } from './harness/select.js'
import type { Case, Probe, Workload } from './harness/workload.js'
import { workloads } from './workloads.js'

const program = benchOptions(new Command('npm run bench --'))
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .option('--json <file>', 'write all figures, after each case; - is the standard output')
  .parse()
const { quick, large, only, maxRows = Infinity, json, report: folder } = program.opts<BenchFlags & { json?: string }>()
const scale = quick ? 'quick' : large ? 'large' : null
const casesOf = (workload: Workload) => (scale === null ? wholeRun(workload) : workload.cases(scale))
const options: RaceOptions = { rounds: 9, roundMs: quick ? 2 : 50 }
/** Where the results go to the standard output, what is for people goes beside it. */
const print = json === '-' ? console.error : console.log
const results: (RaceResult | ProbeResult)[] = []

const selected = chosen()
if (selected.length === 0) program.error(`error: no case has as few rows as --max-rows says: ${maxRows}`)
print(JSON.stringify({ machine: describeMachine(), versions: describeVersions() }))
print('Times are per run, over at least 9 shuffled rounds; ratios compare minima, cpu counts all threads.\n')
// All there is to reach, also at sizes that this run leaves out.
const run = selected.map(({ workload }) => workload)
const everything = select(run, wholeRun, { only: [], maxRows: Infinity }).flatMap(({ subjects }) => subjects)
for (const { workload, subjects } of selected) {
  print(`${workload.name}: ${workload.title}\n`)
  for (const subject of subjects) {
    await measure(subject)
    // A run takes many minutes: what is measured is kept if it is ended.
    if (json !== undefined && json !== '-') await writeFile(json, reportText())
  }
}

const report = makeReport(results, everything)
if (json === '-') process.stdout.write(reportText())
if (folder !== undefined) await writePage(report, folder)
const tally = (wanted: string) => report.targets.filter(({ verdict }) => verdict === wanted).length
print(`Targets\n\n${targetTable(report.targets)}\n`)
print(`${tally('pass')} met, ${tally('FAIL')} missed, ${tally('not run')} not run in ${seconds()} s`)
// A missed target is a result; a wrong answer is a fault.
if (report.wrong.length > 0) {
  print(`${report.wrong.length} wrong answers`)
  process.exitCode = 1
}

function chosen(): Selected[] {
  try {
    return select(workloads, casesOf, { only, maxRows })
  } catch (error) {
    return program.error(`error: ${(error as Error).message}`)
  }
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
