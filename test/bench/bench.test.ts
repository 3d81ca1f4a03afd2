import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checksum } from '../../bench/harness/checksum.js'
import type { Contender } from '../../bench/harness/contender.js'
import { loadNativeKernels } from '../../bench/harness/native-kernels.js'
import { writePage } from '../../bench/harness/page/page.js'
import { caseTable, probeTable, targetTable } from '../../bench/harness/print-table.js'
import { runProbe } from '../../bench/harness/probe.js'
import { type RaceResult, race } from '../../bench/harness/race.js'
import { makeReport, type Report } from '../../bench/harness/report.js'
import { select, wholeRun } from '../../bench/harness/select.js'
import { targetLine } from '../../bench/harness/targets.js'
import type { Case, Probe, Workload } from '../../bench/harness/workload.js'
import { join as joinWorkload } from '../../bench/join.js'
import { memory } from '../../bench/memory.js'
import { module } from '../../bench/module.js'
import { nullableOutputs } from '../../bench/nullable-outputs.js'
import { workloads } from '../../bench/workloads.js'
import { requireBuiltPackage } from '../docs/built-package.js'

const options = { rounds: 2, roundMs: 0.1 }

async function raceAll(workload: Workload): Promise<RaceResult[]> {
  const results: RaceResult[] = []
  for (const subject of workload.cases('tiny')) if ('prepare' in subject) results.push(await race(subject, options))
  return results
}

function assertReport(report: Report): void {
  assert.type(report.machine.cpu, 'string')
  assert.ok(report.machine.threads >= 1)
  assert.is(report.versions.node, process.versions.node)
  assert.match(report.versions.millrace!, /^\d+\.\d+\.\d+/)
  assert.ok(report.workloads.length > 0)
  for (const line of report.workloads) {
    assert.equal(
      Object.keys(line),
      ['name', 'rows', 'contender', 'minMs', 'medianMs', 'cpuMs', 'bytes', 'checksum'],
      'the published keys',
    )
    assert.ok(line.minMs > 0 && line.medianMs >= line.minMs, `${line.name} ${line.contender}: ${line.minMs}`)
    assert.ok(line.cpuMs >= 0 && line.bytes >= 0)
    assert.match(line.checksum, /^[0-9a-f]{8}$/)
  }
}

for (const workload of [nullableOutputs, joinWorkload])
  test(`every contender of ${workload.name} that takes part gives the oracle's answer`, async () => {
    const results = await raceAll(workload)
    const report = makeReport(results, workload.cases('tiny'))
    assertReport(report)
    assert.equal(report.wrong, [])
    for (const { name, figures, declined } of results) {
      assert.equal(new Set(figures.map((figure) => figure.checksum)).size, 1, name)
      const seen = [...figures.map((figure) => figure.contender), ...declined.map((entry) => entry.name)].sort()
      const more = workload.name === 'A' ? ['hand-fused'] : []
      assert.equal(seen, ['arquero', 'c', 'duckdb', ...more, 'js', 'polars', 'wasm', 'wasm-1', 'wasm-arrow'], name)
      for (const ours of ['wasm', 'wasm-arrow', 'js']) assert.ok(seen.includes(ours), ours)
      const arrow = figures.find((figure) => figure.contender === 'wasm-arrow')!
      assert.ok(arrow.bytesIn > 0 && arrow.bytesOut > 0, `${name} counts what it copies`)
    }
    console.log(
      `# ${workload.name}: ${report.workloads.length} agreeing contenders, ${report.declined.length} declined`,
    )
  })

test('the answers of all other workloads agree', async () => {
  for (const workload of workloads) {
    if (workload === nullableOutputs || workload === joinWorkload) continue
    for (const result of await raceAll(workload)) {
      assert.equal(result.wrong, [], result.name)
      assert.ok(result.figures.length > 0, result.name)
    }
  }
})

function fixed(name: string, values: readonly number[]): Contender {
  const run = () => values.length
  return { name, async: false, bytesIn: 8, bytesOut: 4, run, answer: () => ({ x: values }), close: () => {} }
}

function caseOf(entries: readonly Contender[], close = () => {}): Case {
  const closing = entries.map((entry) => ({ ...entry, close }))
  const oracle = { name: 'the test', answer: { x: [1, 2, 3] } }
  const targets = [{ contender: 'js', ratio: 2 }]
  return { name: 'Z', rows: 3, targets, prepare: async () => ({ entries: closing, outputs: ['x'], oracle }) }
}

test('a wrong answer is listed and never timed', async () => {
  let closed = 0
  const entries = [fixed('wasm', [1, 2, 3]), fixed('js', [1, 2, 4])]
  const subject = caseOf(entries, () => closed++)
  const result = await race(subject, options)
  assert.equal(
    result.figures.map((figure) => figure.contender),
    ['wasm'],
  )
  assert.equal(
    result.wrong.map((entry) => entry.name),
    ['js'],
  )
  assert.match(caseTable(result), /js: WRONG ANSWER, not timed/)
  assert.is(makeReport([result], [subject]).targets[0]!.verdict, 'not run', 'no target without a time')
  assert.is(closed, 2)
})

test('a contender that throws stops the race, and all are closed', async () => {
  let closed = 0
  for (const async of [false, true]) {
    const failing = { ...fixed('js', [1, 2, 3]), async, run: () => failure(async) }
    const message = await race(
      caseOf([failing], () => closed++),
      options,
    ).then(
      () => 'none',
      (error: Error) => error.message,
    )
    assert.is(message, 'broken')
  }
  assert.is(closed, 2)
})

function failure(async: boolean): number | Promise<number> {
  if (async) return Promise.reject(new Error('broken'))
  throw new Error('broken')
}

test('a target is met by the ratio of minima', () => {
  const figure = (contender: string, minMs: number) => {
    return { contender, minMs, medianMs: minMs * 9, cpuMs: minMs, bytesIn: 8, bytesOut: 4, checksum: '00000000' }
  }
  const result = (theirs: number): RaceResult => ({
    name: 'Z',
    rows: 3,
    oracle: 'the test',
    targets: [{ contender: 'js', ratio: 2 }],
    figures: [figure('wasm', 1), figure('js', theirs)],
    declined: [{ name: 'polars', reason: 'not installed' }],
    wrong: [],
  })
  const subject = caseOf([])
  const targets = (theirs: number) => makeReport([result(theirs)], [subject]).targets
  const expected = { name: 'Z', rows: 3, ours: 'wasm', contender: 'js', target: 2, unit: 'x' }
  assert.equal(targets(3), [{ ...expected, measured: 3, verdict: 'pass' }])
  assert.equal(targets(1.5), [{ ...expected, measured: 1.5, verdict: 'FAIL' }])
  assert.equal(makeReport([], [subject]).targets, [{ ...expected, measured: null, verdict: 'not run' }])
  assert.match(caseTable(result(3)), /3\.00x\s+>= 2x pass/)
  assert.match(caseTable(result(1.5)), />= 2x FAIL/)
  assert.match(caseTable(result(3)), /polars: declined, not installed/)
  assert.match(targetTable(targets(1.5)), /Z, 3 rows\s+wasm against js\s+>= 2x\s+1\.50 x\s+FAIL/)
  assert.is(makeReport([result(3)], []).workloads[0]!.bytes, 12)
})

test('a limit is held against a measurement in any unit of time, and against the least time of a race', async () => {
  const probe: Probe = {
    name: 'Y',
    rows: 1,
    targets: [
      { measurement: 'p50', atMost: 300, unit: 'ns' },
      { measurement: 'p99', atMost: 1, unit: 'us' },
      { measurement: 'size', atMost: 64, unit: 'kB' },
    ],
    measure: async () => [
      { name: 'p50', value: 0.25, unit: 'us' },
      { name: 'p99', value: 1500, unit: 'ns' },
    ],
  }
  const result = await runProbe(probe)
  const report = makeReport([result], [probe])
  assert.equal(
    report.targets.map(({ measured, verdict }) => [measured, verdict]),
    [
      [250, 'pass'],
      [1.5, 'FAIL'],
      [null, 'not run'],
    ],
  )
  assert.equal(report.measurements[0], { workload: 'Y', rows: 1, name: 'p50', value: 0.25, unit: 'us' })
  assert.match(probeTable(result), /p99\s+1500 ns\s+<= 1 us FAIL/)
  const limited = {
    ...caseOf([fixed('wasm', [1, 2, 3])]),
    targets: [{ measurement: 'wasm', atMost: 1e6, unit: 'us' }] as const,
  }
  assert.is(targetLine(limited.targets[0], await race(limited, options)).verdict, 'pass')
})

test('the module is measured in processes of its own', async () => {
  const [probe] = module.cases('tiny') as [Probe]
  const names = (await probe.measure()).map(({ name, value }) => [name, value > 0])
  assert.equal(names, [
    ['gzip', true],
    ['compile and instantiate', true],
    ['first plan', true],
    ['cold start', true],
    ['first answer', true],
  ])
})

test('memory is measured in a process of its own, and stays as it is', async () => {
  const [probe] = memory.cases('tiny') as [Probe]
  const [resident, reserved, peak] = await probe.measure()
  assert.is(resident!.name, 'resident change')
  assert.equal(reserved, { name: 'WebAssembly change', value: 0, unit: '%' })
  assert.ok(peak!.value >= 1 && peak!.value <= 3, `${peak!.value}`)
})

test('where there is gcc, C takes part', async (): Promise<void> => {
  const hasCompiler = await promisify(execFile)('gcc', ['--version']).then(
    () => true,
    () => false,
  )
  const kernels = await loadNativeKernels()
  assert.is(kernels.reason, hasCompiler ? undefined : 'there is no gcc')
})

test('cases are chosen by workload, by the beginning of their names and by rows, each once', () => {
  const chosen = (only: string[], maxRows = Infinity) =>
    select([joinWorkload, nullableOutputs], wholeRun, { only, maxRows }).flatMap(({ subjects }) => subjects)
  const all = chosen([])
  assert.is(new Set(all.map(({ name, rows }) => `${name} ${rows}`)).size, all.length)
  assert.ok(all.some(({ rows }) => rows === 10_000_000))
  assert.ok(chosen([], 1_000_000).every(({ rows }) => rows <= 1_000_000))
  assert.ok(chosen(['j']).every(({ name }) => name.startsWith('J ')))
  const dense = chosen(['j left DENSE', 'j left dense'])
  assert.ok(dense.length > 0 && dense.every(({ name }) => name.startsWith('J left dense')))
  assert.throws(() => chosen(['j', 'k']), /--only takes one of J, A, or the beginning/)
})

test('a checksum tells rows, nulls, texts and order apart', () => {
  const base = checksum({ x: [1, 2, null], s: ['a', 'b', 'c'] }, ['x', 's'])
  const others = [
    { x: [2, 1, null], s: ['a', 'b', 'c'] },
    { x: [1, 2, 0], s: ['a', 'b', 'c'] },
    { x: [1, 2, Number.NaN], s: ['a', 'b', 'c'] },
    { x: [1, 2, null], s: ['a', 'b', 'd'] },
    { x: [1, 2, null, null], s: ['a', 'b', 'c', 'd'] },
  ]
  for (const other of others) assert.is.not(checksum(other, ['x', 's']), base)
  assert.throws(() => checksum({ x: [1] }, ['y']), /lacks a column/)
})

test('a checksum is exact for whole numbers and texts, and forgives fractions their last digits', () => {
  const ids = Array.from({ length: 100_000 }, (_, row) => row + 2 ** 40)
  const texts = ids.map(String)
  const fractions = ids.map((id) => id / 7)
  const base = checksum({ ids, texts, fractions }, ['ids', 'texts', 'fractions'])
  assert.is.not(checksum({ ids: ids.with(99, ids[99]! + 1), texts, fractions }, ['ids', 'texts', 'fractions']), base)
  assert.is.not(checksum({ ids, texts: texts.with(99, ''), fractions }, ['ids', 'texts', 'fractions']), base)
  assert.is.not(checksum({ ids, texts, fractions: fractions.with(99, 1) }, ['ids', 'texts', 'fractions']), base)
  const near = fractions.map((value) => value * (1 + Number.EPSILON))
  assert.is(checksum({ ids: ids.map(BigInt), texts, fractions: near }, ['ids', 'texts', 'fractions']), base)
})

test('with an identity, rows may come in any order, and wide numbers as bigint or number', () => {
  const one = checksum({ k: [1, 2, 3], x: [10, 20, null] }, ['k', 'x'], 'k')
  assert.is(checksum({ k: [3n, 1n, 2n], x: [null, 10, 20] }, ['k', 'x'], 'k'), one)
  assert.is.not(checksum({ k: [3, 1, 2], x: [null, 20, 10] }, ['k', 'x'], 'k'), one)
})

test('the page shows each workload, every target and who did not take part, and its picture stands alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-test-'))
  try {
    const results = await raceAll(nullableOutputs)
    const declined = [{ name: 'elsewhere', reason: 'not <installed>' }]
    const subjects = nullableOutputs.cases('full')
    await writePage(makeReport([{ ...results[0]!, declined }], subjects), folder)
    const page = await readFile(join(folder, 'index.html'), 'utf8')
    const picture = await readFile(join(folder, 'overview.svg'), 'utf8')
    assert.match(picture, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    for (const text of ['A nulls=5%, 100 rows', 'js', process.versions.node]) assert.ok(picture.includes(text), text)
    for (const name of ['wasm-1', 'wasm-arrow']) assert.ok(page.includes(`>${name}<`) && !picture.includes(`>${name}<`))
    for (const text of ['not &lt;installed&gt;', 'wasm-1 against c', 'not run']) assert.ok(page.includes(text), text)
    assert.ok(!picture.includes('NaN') && !picture.includes('undefined'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('millrace bench runs from the built package and prints its report', async () => {
  requireBuiltPackage()
  const command = ['dist/cli/main.js', '--json', 'bench', '--quick', '--only', 'l']
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command)
  assertReport(JSON.parse(stdout) as Report)
  assert.match(stderr, /^L, 100000 rows/m)
})

test('the command writes its report and refuses unknown workloads', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-test-'))
  const file = join(folder, 'report.json')
  const command = ['--import', 'tsx', 'bench/run.ts', '--quick', '--json', file, '--only']
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...command, 'l'])
    assert.match(stdout, /^L, 100000 rows/m)
    assertReport(JSON.parse(await readFile(file, 'utf8')) as Report)
    for (const [args, refusal] of [
      [['nothing'], '--only takes one of A, L, .*: nothing'],
      [['l', '--max-rows', 'many'], "'many' is invalid. Write a number of rows"],
      [['l', '--max-rows', '0'], "'0' is invalid"],
      [['l', '--max-rows', '10'], '--max-rows says: 10'],
    ] as const) {
      const failure = await promisify(execFile)(process.execPath, [...command, ...args]).catch((error) => error)
      assert.is(failure.code, 2)
      assert.match(String(failure.stderr), new RegExp(`^error: .*${refusal}`))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test.run()
