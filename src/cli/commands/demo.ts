import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { openFeatureStore } from '../../config/open-feature-store.js'
import type { FeatureStore } from '../../feature-store.js'
import { DemoSteps } from '../demo-steps.js'
import { loadDefinitions } from '../load-definitions.js'
import { printDiff } from '../print-diff.js'
import { printAnswer, printTable, printWrite } from '../print-results.js'
import { days, wholeHour } from '../project/driver-data.js'
import { writeProject } from '../project/write-project.js'
import { readRows } from '../read-rows.js'
import { outputOf } from '../with-store.js'
import { type ServeFlags, serveOptions, serveUntilStopped } from './serve.js'

interface DemoFlags extends ServeFlags {
  readonly serve: boolean
  readonly dir?: string
}

const features = [
  'driver_hourly_stats:avg_daily_trips',
  'driver_score:score',
  'driver_score:busy',
  'trip_quality:expected_rating',
] as const

/** `millrace demo` */
export function demoCommand(program: Command): void {
  serveOptions(program.command('demo'))
    .description('show everything on made data: define, materialize, read, push, train; then serve')
    .option('--dir <directory>', 'make the project there and keep it; default: a temporary folder')
    .option('--no-serve', 'end after the last step')
    .action(async (flags: DemoFlags, command: Command) => {
      const directory = flags.dir === undefined ? await mkdtemp(join(tmpdir(), 'millrace-demo-')) : resolve(flags.dir)
      try {
        await demonstrate(directory, flags, new DemoSteps(outputOf(command)))
      } finally {
        if (flags.dir === undefined) await rm(directory, { recursive: true, force: true })
      }
    })
}

async function demonstrate(directory: string, flags: DemoFlags, steps: DemoSteps): Promise<void> {
  const { output } = steps
  const now = new Date()
  await steps.step(
    `Write a project: 15 days of hourly statistics of 5 drivers, in ${directory}`,
    () => writeProject(directory, now),
    (files) => output.say(files.join('\n')),
  )
  const store = await steps.step(
    'Load the definitions and open the stores: LevelDB online, Parquet offline',
    () => openProject(directory, steps),
    () => output.say('see features.ts and feature_store.yaml'),
  )
  try {
    await runSteps(store, directory, now, steps)
    output.say()
    if (flags.serve) {
      output.say(`Try: ${curlExample(flags)}`)
      await serveUntilStopped(store, output, flags)
    }
  } finally {
    await store.close()
  }
}

async function openProject(directory: string, steps: DemoSteps): Promise<FeatureStore> {
  const definitions = await loadDefinitions(join(directory, 'features.ts'))
  return openFeatureStore(join(directory, 'feature_store.yaml'), {
    definitions,
    onWarning: (message) => steps.warn(message),
  })
}

async function runSteps(store: FeatureStore, directory: string, now: Date, steps: DemoSteps): Promise<void> {
  const { output } = steps
  const end = wholeHour(now)
  const start = new Date(end.getTime() - days * 86_400_000)
  const entities = [1001, 1002, 1003].map((driver_id) => ({ driver_id }))
  const read = () => store.getOnlineFeatures({ features, entities })

  await steps.step(
    'Apply the definitions to the registry',
    () => store.apply(),
    (diff) => printDiff(output, diff),
  )
  await steps.step(
    'Materialize: the latest row of each driver goes online, and what is computed from it',
    () => store.materialize({ start, end }),
    (result) => printWrite(output, result),
  )
  await steps.step(
    'Read what is stored. trip_quality needs request data, so nothing could be stored of it: null, with one warning',
    read,
    (answer) => printAnswer(output, answer),
  )
  await steps.step(
    'Read with transform: computed for this request, nothing written',
    () =>
      store.getOnlineFeatures({
        features,
        entities: entities.map((row) => ({ ...row, distance_km: 120.5 })),
        transform: true,
      }),
    (answer) => printAnswer(output, answer),
  )
  await steps.step(
    'Push newer rows to both stores, with the request data: every view downstream is computed',
    () => store.push('driver_stats_push', pushedRows(now), { to: 'online_and_offline' }),
    (result) => printWrite(output, result),
  )
  await steps.step('Read what is stored, again: the drivers pushed are new, trip_quality too', read, (answer) =>
    printAnswer(output, answer),
  )
  await steps.step(
    'Build a training set: each row with its features as they were at its time',
    async () =>
      store.getHistoricalFeatures({
        features: { service: 'trip_model' },
        entities: await readRows(join(directory, 'training_rows.ndjson')),
      }),
    (table) => printTable(output, table),
  )
}

function pushedRows(now: Date) {
  return [
    { driver_id: 1001, conv_rate: 0.9, acc_rate: 0.8, avg_daily_trips: 640, distance_km: 12, event_timestamp: now },
    { driver_id: 1002, conv_rate: 0.25, acc_rate: 1, avg_daily_trips: 80, distance_km: 310, event_timestamp: now },
  ]
}

function curlExample({ host, port }: ServeFlags): string {
  const body = {
    features: ['driver_score:score', 'trip_quality:expected_rating'],
    entities: { driver_id: [1001, 1004], distance_km: [8, 42] },
    transform: true,
  }
  return `curl -s http://${host}:${port}/get-online-features -H 'content-type: application/json' -d '${JSON.stringify(body)}'`
}
