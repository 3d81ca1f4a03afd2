import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rowsFromTable } from '../../src/index.js'
import { drivers, openOnDisk, timeOf } from './push-store.js'

const scale = Number(process.env.MILLRACE_TEST_SCALE ?? 1)
const kills = Math.max(5, Math.round(50 * scale))

interface Killed {
  readonly acknowledged: number
  readonly begun: number
}

/** The writer as one file that starts fast: most of a kill's time is the start of its process. */
const writer = 'node_modules/.cache/millrace/push-writer.mjs'
await build({
  entryPoints: ['test/fault/push-writer.ts'],
  outfile: writer,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
})

/** Runs a writer and kills it `delay` ms after it has begun its push number `pushes`. */
function killWriter(folder: string, first: number, pushes: number, delay: number): Promise<Killed> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, folder, String(first)])
    let output = ''
    let problems = ''
    let killed = false
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (killed || !output.includes(`begin ${first + pushes - 1}\n`)) return
      killed = true
      setTimeout(() => child.kill('SIGKILL'), delay)
    })
    child.stderr.on('data', (chunk) => (problems += chunk))
    child.on('close', () => {
      if (!killed) return reject(new Error(`The writer ended by itself:\n${problems}`))
      const last = (word: string) =>
        Math.max(
          first - 1,
          ...[...output.matchAll(new RegExp(`${word} (\\d+)\n`, 'g'))].map((match) => Number(match[1])),
        )
      resolve({ acknowledged: last('done'), begun: last('begin') })
    })
  })
}

/** The last push that the online store shows, which must be whole; 0 where there is none. */
async function lastOnline(store: Awaited<ReturnType<typeof openOnDisk>>): Promise<number> {
  const answer = await store.getOnlineFeatures({
    features: ['driver_hourly_stats:avg_daily_trips', 'driver_activity:weekly_trips'],
    entities: { driver_id: drivers },
  })
  const numbers = new Set(answer.rows.map(({ avg_daily_trips }) => avg_daily_trips))
  assert.is(numbers.size, 1, 'all rows of a push are there, or none')
  const [number] = numbers
  for (const { weekly_trips } of answer.rows)
    assert.is(weekly_trips, number == null ? null : number * 7n, 'what is computed from a push is there with it')
  return Number(number ?? 0)
}

/** For each push from `first` to `last`, whether the offline store has it, in the view and downstream. */
async function offlinePushes(
  store: Awaited<ReturnType<typeof openOnDisk>>,
  first: number,
  last: number,
): Promise<readonly boolean[]> {
  const entities = []
  for (let number = first; number <= last; number++)
    for (const driver_id of drivers) entities.push({ driver_id, event_timestamp: timeOf(number) })
  const table = await store.getHistoricalFeatures({
    features: ['driver_hourly_stats:avg_daily_trips', 'driver_activity:weekly_trips'],
    entities,
    transform: false,
  })
  const rows = rowsFromTable(table)
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const own = rows.slice(index * drivers.length, (index + 1) * drivers.length)
    const has = own.map(({ avg_daily_trips }) => avg_daily_trips === BigInt(first + index))
    const hasComputed = own.map(({ weekly_trips }) => weekly_trips === BigInt(first + index) * 7n)
    assert.is(new Set([...has, ...hasComputed]).size, 1, `push ${first + index} is whole offline, or absent`)
    return has[0]!
  })
}

test(`kill -9 at ${kills} random moments of pushes to both stores loses nothing acknowledged and shows nothing by half`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-kill-'))
  let next = 1
  let shown = 0
  let pushes = 0
  try {
    for (let kill = 0; kill < kills; kill++) {
      const { acknowledged, begun } = await killWriter(folder, next, 1 + (kill % 3), Math.random() * 60)
      const store = await openOnDisk(folder)
      const online = await lastOnline(store)
      const least = acknowledged < next ? shown : acknowledged
      assert.ok(online >= least && online <= begun, `online shows ${online}, acknowledged are ${least}, begun ${begun}`)
      const offline = begun >= next ? await offlinePushes(store, next, begun) : []
      const expected = offline.map((_, index) => next + index <= online)
      assert.equal(offline, expected, `both stores have the pushes up to ${online}`)
      await store.close()
      pushes += acknowledged - next + 1
      shown = online
      next = begun + 1
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`# kill -9: ${kills} kills, ${pushes} acknowledged pushes`)
  assert.ok(pushes > 0, 'some pushes were acknowledged')
})

test.run()
