import type { Table } from 'apache-arrow'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { tableFromColumns } from '../../arrow/table-from-columns.js'
import { formatTimestamp } from '../../json/format-timestamp.js'

export const driverIds = [1001, 1002, 1003, 1004, 1005] as const
export const days = 15

const HOUR = 3_600_000

/** A time's hour. Data ends at a whole hour, so that two runs within it write the same. */
export function wholeHour(time: Date): Date {
  return new Date(Math.floor(time.getTime() / HOUR) * HOUR)
}

/**
 * Makes hourly statistics of five drivers over the 15 days before `end`, in the shape of Feast's example data.
 *
 * The values are the same at every run; only the times follow `end`. Each driver's last hour stands there twice: the
 * row created later is a correction, which every read must prefer.
 */
export function driverStats(end: Date): Table {
  const random = randomNumbers(6566)
  const rows = Array.from({ length: days * 24 }, (_, hour) => end.getTime() - (days * 24 - 1 - hour) * HOUR).flatMap(
    (time) => driverIds.map((driver) => statsRow(driver, time, time, random)),
  )
  const corrections = driverIds.map((driver) => statsRow(driver, end.getTime(), end.getTime() + 60_000, random))
  const all = [...rows, ...corrections]
  const column = <K extends keyof StatsRow>(name: K) => all.map((row) => row[name])
  return tableFromColumns(
    {
      event_timestamp: columnFromValues('timestamp', column('event_timestamp'), 'event_timestamp'),
      driver_id: columnFromValues('int64', column('driver_id'), 'driver_id'),
      conv_rate: columnFromValues('float32', column('conv_rate'), 'conv_rate'),
      acc_rate: columnFromValues('float32', column('acc_rate'), 'acc_rate'),
      avg_daily_trips: columnFromValues('int64', column('avg_daily_trips'), 'avg_daily_trips'),
      created: columnFromValues('timestamp', column('created'), 'created'),
    },
    all.length,
  )
}

/** Makes the rows of a training set: a driver, a moment, the trip, and the label. One JSON object a line. */
export function trainingRows(end: Date): string {
  const random = randomNumbers(31)
  const lines = Array.from({ length: 10 }, (_, index) => {
    const time = end.getTime() - Math.floor(random() * days * 24 * HOUR)
    return JSON.stringify({
      driver_id: driverIds[index % driverIds.length],
      event_timestamp: formatTimestamp(BigInt(time) * 1000n),
      distance_km: Math.round(random() * 2000) / 10,
      trip_completed: random() < 0.8,
    })
  })
  return `${lines.join('\n')}\n`
}

interface StatsRow {
  readonly event_timestamp: Date
  readonly driver_id: number
  readonly conv_rate: number
  readonly acc_rate: number
  readonly avg_daily_trips: number
  readonly created: Date
}

function statsRow(driver: number, time: number, created: number, random: () => number): StatsRow {
  return {
    event_timestamp: new Date(time),
    driver_id: driver,
    conv_rate: Math.round(random() * 1000) / 1000,
    acc_rate: Math.round(random() * 1000) / 1000,
    avg_daily_trips: Math.floor(random() * 1000),
    created: new Date(created),
  }
}

/** Marsaglia's xorshift32: numbers in [0, 1), the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
