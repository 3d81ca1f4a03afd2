import { valuesOf } from '../src/arrow/value-at.js'
import { columnsFromTable } from '../src/backend.js'
import type { Column } from '../src/column.js'
import type { Answer, AnswerValue, Contender } from './harness/contender.js'
import { type Columns, floats, integers, randomNumbers } from './harness/random-columns.js'
import { openServingStore, type ServingStore, startMicroseconds, windowMicroseconds } from './harness/serving-store.js'
import type { Case, Field, Scale, Workload } from './harness/workload.js'

/** The feature store as its users call it, on LevelDB and Parquet. It runs alone: no peer has the same job. */
export const serving: Workload = {
  name: 'serving',
  title: 'the store: LevelDB online, Parquet history, 3 features of a view and 1 computed on demand',
  cases: (scale) => {
    const { history, push, probes } = sizes[scale]
    return [
      readCase(history, 1, false),
      readCase(history, 100, false),
      readCase(history, 100, true),
      pushCase(history, push),
      materializeCase(history),
      historicalCase(history, probes),
    ]
  },
}

interface Sizes {
  readonly history: number
  readonly push: number
  readonly probes: number
}

const sizes: Readonly<Record<Scale, Sizes>> = {
  tiny: { history: 500, push: 20, probes: 50 },
  quick: { history: 20_000, push: 1000, probes: 2000 },
  full: { history: 1_000_000, push: 10_000, probes: 100_000 },
  large: { history: 1_000_000, push: 10_000, probes: 100_000 },
}

const stored = ['driver_stats:conv_rate', 'driver_stats:acc_rate', 'driver_stats:trips'] as const

/** Makes a field of the one contender there is, from what it does and what must come of it. */
async function alone(
  history: Columns,
  work: (store: ServingStore) => { run: () => Promise<number>; answer: () => Promise<Answer> },
  expected: Answer,
): Promise<Field> {
  const opened = await openServingStore(history)
  const contender: Contender = {
    name: 'store',
    async: true,
    bytesIn: 0,
    bytesOut: 0,
    ...work(opened.store),
    close: () => opened.close(),
  }
  return { entries: [contender], outputs: Object.keys(expected), oracle: { name: 'plain loops', answer: expected } }
}

function readCase(historyRows: number, rows: number, transform: boolean): Case {
  const name = transform ? 'serving read with transform' : 'serving read'
  const prepare = () => {
    const history = makeHistory(historyRows)
    const ids = Array.from({ length: rows }, (_, row) => (row * 7919) % keysOf(historyRows))
    const read = (store: ServingStore) =>
      store.getOnlineFeatures({
        features: transform ? [...stored, 'driver_score:score'] : stored,
        entities: ids.map((driver_id) => ({ driver_id })),
        transform,
      })
    const expected = latestValues(history, ids)
    const score = expected.conv_rate!.map((rate, row) => Number(rate) * 0.75 + Number(expected.acc_rate![row]) * 0.25)
    const work = (store: ServingStore) => ({
      run: async () => (await read(store)).rows.length,
      answer: async () => onlineAnswer((await read(store)).columns),
    })
    return alone(history, work, transform ? { ...expected, score } : expected)
  }
  return { name, rows, targets: [], prepare }
}

function pushCase(historyRows: number, rows: number): Case {
  const prepare = () => {
    const history = makeHistory(historyRows)
    const ids = Array.from({ length: rows }, (_, row) => row)
    const random = randomNumbers(20_012)
    const pushed = {
      driver_id: ids,
      conv_rate: ids.map(random),
      acc_rate: ids.map(random),
      trips: ids.map((id) => id * 3),
      event_timestamp: ids.map(() => new Date((startMicroseconds + windowMicroseconds) / 1000)),
    }
    const { conv_rate, acc_rate, trips } = pushed
    const work = (store: ServingStore) => {
      const run = async () => (await store.push('driver_stats_push', pushed)).views[0]!.online
      return { run, answer: async () => run().then(() => readBack(store, ids)) }
    }
    return alone(history, work, { conv_rate, acc_rate, trips })
  }
  return { name: 'serving push', rows, targets: [], prepare }
}

/** Every run writes the same window again: an equal row overwrites. Rows are those of the history that it reads. */
function materializeCase(rows: number): Case {
  const prepare = () => {
    const history = makeHistory(rows)
    const ids = Array.from({ length: Math.min(1000, keysOf(rows)) }, (_, row) => row)
    const work = (store: ServingStore) => {
      const run = async () => (await store.materialize(window)).views[0]!.online
      return { run, answer: async () => run().then(() => readBack(store, ids)) }
    }
    return alone(history, work, latestValues(history, ids))
  }
  return { name: `serving materialize keys=${keysOf(rows)}`, rows, targets: [], prepare }
}

function historicalCase(historyRows: number, probes: number): Case {
  const prepare = () => {
    const history = makeHistory(historyRows)
    const random = randomNumbers(20_013)
    const entities = {
      driver_id: Array.from({ length: probes }, () => Math.floor(random() * keysOf(historyRows))),
      event_timestamp: Array.from({ length: probes }, () => {
        return BigInt(startMicroseconds + Math.floor(random() * windowMicroseconds))
      }),
    }
    const read = (store: ServingStore) => store.getHistoricalFeatures({ features: stored, entities })
    const work = (store: ServingStore) => ({
      run: async () => (await read(store)).numRows,
      answer: async () => {
        const columns = columnsFromTable(await read(store))
        return onlineAnswer([...columns].map(([name, column]) => ({ name, column })))
      },
    })
    return alone(history, work, asOfValues(history, entities.driver_id, entities.event_timestamp))
  }
  return { name: `serving historical x ${historyRows}`, rows: probes, targets: [], prepare }
}

const window = {
  start: BigInt(startMicroseconds),
  end: BigInt(startMicroseconds + windowMicroseconds),
}

function keysOf(historyRows: number): number {
  return Math.ceil(historyRows / 10)
}

/** Rows in order of time. Every key has the same number, spread over the window, which is no longer than the ttl. */
function makeHistory(rows: number): Columns {
  const random = randomNumbers(20_011)
  const step = Math.floor(windowMicroseconds / rows)
  return {
    driver_id: integers(rows, (row) => (row * 7) % keysOf(rows)),
    event_timestamp: integers(rows, (row) => startMicroseconds + row * step, 'timestamp'),
    conv_rate: floats(rows, random),
    acc_rate: floats(rows, random),
    trips: integers(rows, () => Math.floor(random() * 1e6)),
  }
}

function latestValues(history: Columns, ids: readonly number[]): Record<string, AnswerValue[]> {
  const end = ids.map(() => window.end)
  return asOfValues(history, ids, end)
}

/** The values of each id's last row that is not later than its time, by a list of rows for each key. */
function asOfValues(history: Columns, ids: readonly number[], times: readonly bigint[]): Record<string, AnswerValue[]> {
  const keys = history.driver_id!.values as BigInt64Array
  const at = history.event_timestamp!.values as BigInt64Array
  const rowsOf = new Map<number, number[]>()
  keys.forEach((key, row) => {
    const rows = rowsOf.get(Number(key))
    if (rows === undefined) rowsOf.set(Number(key), [row])
    else rows.push(row)
  })
  const found = ids.map((id, index) => rowsOf.get(id)?.findLast((row) => at[row]! <= times[index]!))
  const pick = (name: string) =>
    found.map((row) => (row === undefined ? null : (history[name]!.values![row]! as number)))
  return { conv_rate: pick('conv_rate'), acc_rate: pick('acc_rate'), trips: pick('trips') }
}

async function readBack(store: ServingStore, ids: readonly number[]): Promise<Answer> {
  const entities = ids.map((driver_id) => ({ driver_id }))
  return onlineAnswer((await store.getOnlineFeatures({ features: stored, entities })).columns)
}

function onlineAnswer(columns: readonly { readonly name: string; readonly column: Column }[]): Answer {
  return Object.fromEntries(columns.map(({ name, column }) => [name, valuesOf(column) as AnswerValue[]]))
}
