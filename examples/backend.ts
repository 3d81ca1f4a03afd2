// The compute library on its own: Arrow tables in, Arrow tables out, no store and no definitions.
// In a project: import { ... } from 'millrace/backend'
import {
  BackendFactory,
  col,
  expr,
  Float64,
  Int64,
  rowsFromTable,
  String as Text,
  tableFromRows,
  UnixTimestamp,
  when,
} from '../src/backend.js'

const backend = BackendFactory.get('wasm')

const trips = backend.fromArrow(
  tableFromRows({ driver_id: Int64, started: UnixTimestamp, km: Float64, minutes: Float64 }, [
    { driver_id: 1001, started: '2024-05-01T08:00:00Z', km: 12.5, minutes: 25 },
    { driver_id: 1002, started: '2024-05-01T08:30:00Z', km: 3, minutes: 12 },
    { driver_id: 1001, started: '2024-05-01T12:00:00Z', km: 41, minutes: 38 },
    { driver_id: 1003, started: '2024-05-01T12:10:00Z', km: null, minutes: 9 },
    { driver_id: 1002, started: '2024-05-02T07:45:00Z', km: 7.5, minutes: 18 },
  ]),
)
const drivers = backend.fromArrow(
  tableFromRows({ driver_id: Int64, city: Text }, [
    { driver_id: 1001, city: 'Lisbon' },
    { driver_id: 1002, city: 'Porto' },
  ]),
)
const ratings = backend.fromArrow(
  tableFromRows({ driver_id: Int64, rated: UnixTimestamp, rating: Float64 }, [
    { driver_id: 1001, rated: '2024-05-01T00:00:00Z', rating: 4.5 },
    { driver_id: 1001, rated: '2024-05-01T10:00:00Z', rating: 4.75 },
    { driver_id: 1002, rated: '2024-05-01T08:30:00Z', rating: 4 },
  ]),
)

async function show(title: string, frame: object): Promise<void> {
  console.log(title)
  const table = await backend.toArrow(frame)
  for (const row of rowsFromTable(table)) console.log(' ', Object.values(row).map(shown).join('  '))
}

function shown(value: unknown): string {
  return value === null ? '-' : `${value}`
}

// Columns by methods or as text; a null in gives a null out.
const speeds = backend.withColumns(trips, {
  kmh: col('km').div(col('minutes')).mul(60).round(),
  kind: when(col('km').gt(10)).then('long').otherwise('short'),
  hour: expr`hour(started)`,
})
await show('speeds', backend.select(speeds, ['driver_id', 'kmh', 'kind', 'hour']))

await show('long trips', backend.select(backend.filter(speeds, expr`km > 10`), ['driver_id', 'km']))

await show(
  'with city',
  backend.select(backend.join(trips, drivers, { on: ['driver_id'], how: 'left' }), ['driver_id', 'city']),
)

// What was known when each trip began, and not more than a day old.
const known = backend.asofJoin(trips, ratings, {
  on: ['driver_id'],
  leftTime: 'started',
  rightTime: 'rated',
  ttl: 24n * 3600n * 1_000_000n,
})
await show('rating at the start', backend.select(known, ['driver_id', 'rating']))

const totals = backend.groupbyAgg(trips, ['driver_id'], {
  trips: { fn: 'count' },
  km: { fn: 'sum', column: 'km' },
  longest: { fn: 'max', column: 'minutes' },
})
await show('totals', backend.sort(totals, [{ column: 'km', descending: true }]))

// Frames are freed when they are garbage collected; releasing them is sooner.
for (const frame of [trips, drivers, ratings, speeds, known, totals]) backend.release(frame)
