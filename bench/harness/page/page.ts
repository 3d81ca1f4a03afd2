import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '../report.js'
import type { TargetLine } from '../targets.js'
import { digits } from '../text-columns.js'
import { type BarGroup, barGroups, groupBy } from './bars.js'
import { drawChart } from './chart.js'

/** Contenders that the overview leaves to the page: ours in other forms, and yardsticks of a single case. */
const onlyOnPage = new Set(['wasm-1', 'wasm-arrow', 'bandwidth', 'hand-fused'])

const overviewText =
  'Time of each contender over that of Millrace, logarithmic: right of 1x is slower. Of each workload the case furthest from its targets or, without any, with the least ratio.'

/** Writes `index.html`, the whole report, and `overview.svg`, one group of bars a workload, into a folder. */
export async function writePage(report: Report, folder: string): Promise<void> {
  const caption = captionOf(report)
  const groups = barGroups(report.workloads)
  const overview = await drawChart(headlines(groups, report.targets), `${overviewText} ${caption}`)
  const charts: string[] = []
  for (const [name, cases] of groupBy(groups, workloadOf)) {
    charts.push(`<h2>${escapeText(name)}</h2>\n${await drawChart(cases, caption)}`)
  }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'overview.svg'), `${overview}\n`)
  await writeFile(join(folder, 'index.html'), pageOf(report, caption, charts))
}

/** Of each workload the case furthest from its targets, or else with the least ratio; without what only the page shows. */
function headlines(groups: readonly BarGroup[], targets: readonly TargetLine[]): BarGroup[] {
  const shown = groups
    .map((group) => ({ ...group, bars: group.bars.filter(({ contender }) => !onlyOnPage.has(contender)) }))
    .filter(({ bars }) => bars.length > 0)
  return [...groupBy(shown, workloadOf).values()].map((cases) => {
    const worst = cases
      .map((group) => ({ group, reach: reachOf(group, targets), ratio: leastRatio(group) }))
      .reduce((least, other) => ((other.reach - least.reach || other.ratio - least.ratio) <= 0 ? other : least))
    return worst.group
  })
}

/** The least part of a target that was reached; Infinity where there is none. */
function reachOf({ name, rows }: BarGroup, targets: readonly TargetLine[]): number {
  const reached = targets
    .filter((line) => line.name === name && line.rows === rows && line.measured !== null)
    .map(({ contender, measured, target }) => (contender === null ? target / measured! : measured! / target))
  return Math.min(...reached)
}

function leastRatio({ bars }: BarGroup): number {
  return Math.min(...bars.map(({ ratio }) => ratio))
}

function workloadOf({ workload }: BarGroup): string {
  return workload
}

function captionOf({ machine, versions }: Report): string {
  const { cpu, threads, memoryGiB, platform } = machine
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `${cpu}, ${threads} threads, ${memoryGiB} GiB, ${platform}; ${named.join(', ')}. Least times of at least 9 rounds in one process.`
}

function pageOf(report: Report, caption: string, charts: readonly string[]): string {
  const targets = report.targets.map(({ name, rows, ours, contender, target, measured, unit, verdict }) => [
    `${name}, ${rows} rows`,
    contender === null ? ours : `${ours} against ${contender}`,
    contender === null ? `<= ${target} ${unit}` : `>= ${digits(target)}x`,
    measured === null ? '' : `${digits(measured)} ${unit}`,
    verdict,
  ])
  const notes = (kind: 'declined' | 'wrong') =>
    report[kind].map(({ workload, rows, name, reason }) => [`${workload}, ${rows} rows`, name, reason])
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Millrace: the benchmark</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  table { border-collapse: collapse } td, th { padding: 0.1rem 0.8rem 0.1rem 0; text-align: left }
  svg { max-width: 100%; height: auto } .FAIL { color: #d1242f } .pass { color: #2da44e }
</style>
<h1>Millrace: the benchmark</h1>
<p>${escapeText(caption)}</p>
<p>Bars are the time of each contender over that of Millrace (<code>wasm</code>), logarithmic: right of 1x is slower.</p>
<h2>Targets</h2>
${tableOf(['workload', 'what', 'target', 'measured', ''], targets)}
${charts.join('\n')}
<h2>Did not take part</h2>
${tableOf(['workload', 'contender', 'reason'], notes('declined'))}
<h2>Wrong answers, not timed</h2>
${report.wrong.length === 0 ? '<p>None.</p>' : tableOf(['workload', 'contender', 'reason'], notes('wrong'))}
</html>
`
}

function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag} class="${cell === 'pass' || cell === 'FAIL' ? cell : ''}">${escapeText(cell)}</${tag}>`).join('')}</tr>`
  return `<table>\n${[row(header, 'th'), ...rows.map((cells) => row(cells, 'td'))].join('\n')}\n</table>`
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
