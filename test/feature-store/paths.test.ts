import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rowsFromTable } from '../../src/index.js'
import { at, type DriverRow, noon, openDriverStore, row } from '../support/driver-store.js'

/** Rows of a few drivers over three days, with ties in every timestamp. */
const rows: fc.Arbitrary<readonly DriverRow[]> = fc.array(
  fc.record({
    driver_id: fc.integer({ min: 1, max: 4 }),
    conv_rate: fc.option(fc.float({ noNaN: false })),
    acc_rate: fc.option(fc.float()),
    avg_daily_trips: fc.option(fc.integer()),
    event_timestamp: fc.integer({ min: -40, max: 3 }).map(at),
    created: fc.integer({ min: 0, max: 2 }).map(at),
  }),
  { maxLength: 30 },
)

/** The row that a point-in-time read gives: by definition, row by row. */
function asOf(history: readonly DriverRow[], driver: number, time: Date, ttlHours: number): DriverRow | undefined {
  let best: DriverRow | undefined
  for (const candidate of history) {
    const event = candidate.event_timestamp.getTime()
    if (candidate.driver_id !== driver || event > time.getTime() || event < time.getTime() - ttlHours * 3_600_000)
      continue
    const later =
      best === undefined ||
      event > best.event_timestamp.getTime() ||
      (event === best.event_timestamp.getTime() && candidate.created!.getTime() >= best.created!.getTime())
    if (later) best = candidate
  }
  return best
}

const bits = (value: unknown) =>
  typeof value === 'number' && !Number.isNaN(value)
    ? [...new Uint8Array(Float64Array.of(value).buffer)].join()
    : String(value)

for (const backend of ['js', 'wasm']) {
  const paths = suite(`paths, ${backend}`)

  paths('a training set has every entity row once, in order, with the values of its time', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: -42, max: 5 })), { maxLength: 20 }),
        async (history, asked) => {
          const { store } = await openDriverStore({ backend, history })
          const entities = asked.map(([driver_id, hour], index) => ({
            driver_id,
            event_timestamp: at(hour),
            label: `row ${index}`,
          }))
          const table = await store.getHistoricalFeatures({
            features: ['driver_hourly_stats:avg_daily_trips', 'driver_activity:weekly_trips'],
            entities,
          })
          const expected = asked.map(([driver_id, hour], index) => {
            const trips = asOf(history, driver_id, at(hour), 24)?.avg_daily_trips ?? null
            return {
              driver_id: BigInt(driver_id),
              event_timestamp: BigInt(at(hour).getTime()) * 1000n,
              label: `row ${index}`,
              avg_daily_trips: trips === null ? null : BigInt(trips),
              weekly_trips: trips === null ? null : BigInt(trips) * 7n,
            }
          })
          assert.equal(rowsFromTable(table), expected)
          await store.close()
        },
      ),
      { numRuns: 60 },
    )
  })

  paths('push, materialize, transform and training sets give the same bits', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (history) => {
        const features = ['driver_activity:weekly_trips', 'driver_activity:engagement'] as const
        const entities = { driver_id: [1, 2, 3, 4] }
        const known = history.filter(({ event_timestamp }) => event_timestamp <= noon)

        const pushed = await openDriverStore({ backend })
        for (const each of known) await pushed.store.push('driver_stats_push', [each])
        const fromPush = (await pushed.store.getOnlineFeatures({ features, entities, transform: false })).rows
        const fromTransform = (await pushed.store.getOnlineFeatures({ features, entities, transform: true })).rows

        const materialized = await openDriverStore({ backend, history })
        await materialized.store.materialize({ start: at(-100), end: noon })
        const fromStore = (await materialized.store.getOnlineFeatures({ features, entities })).rows
        const training = await materialized.store.getHistoricalFeatures({
          features,
          entities: entities.driver_id.map((driver_id) => ({ driver_id, event_timestamp: noon })),
        })
        const fromHistory = rowsFromTable(training)
        const fromOffline = rowsFromTable(
          await materialized.store.getHistoricalFeatures({
            features,
            entities: entities.driver_id.map((driver_id) => ({ driver_id, event_timestamp: noon })),
            transform: false,
          }),
        )
        for (const [index, driver] of entities.driver_id.entries()) {
          // Beyond the source's ttl a cached value stays, because the on-demand view has none; a computed one is null.
          const latest = asOf(known, driver, noon, 24)
          for (const name of ['weekly_trips', 'engagement'] as const) {
            const wanted = bits(fromTransform[index]![name])
            assert.is(bits(fromHistory[index]![name]), wanted, `${name} of the training set`)
            if (!latest) continue
            assert.is(bits(fromPush[index]![name]), wanted, `${name} pushed`)
            assert.is(bits(fromStore[index]![name]), wanted, `${name} materialized`)
            assert.is(bits(fromOffline[index]![name]), wanted, `${name} materialized offline`)
          }
        }
        await pushed.store.close()
        await materialized.store.close()
      }),
      { numRuns: 30, includeErrorInReport: true },
    )
  })

  paths('pushes in any order leave the same values', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.infiniteStream(fc.nat()), async (history, random) => {
        const unique = new Map(
          history.map((each) => [
            `${each.driver_id} ${each.event_timestamp.getTime()} ${each.created!.getTime()}`,
            each,
          ]),
        )
        const read = async (order: readonly DriverRow[]) => {
          const { store } = await openDriverStore({ backend })
          for (const each of order) await store.push('driver_stats_push', [each])
          await store.push(
            'driver_location_push',
            [1, 2, 3, 4].map((driver_id) => ({ driver_id, city: 'ü', lat: 1.5, event_timestamp: at(-20) })),
          )
          const answer = await store.getOnlineFeatures({
            features: ['driver_hourly_stats:conv_rate', 'driver_activity:engagement', 'driver_placed:reach'],
            entities: { driver_id: [1, 2, 3, 4] },
          })
          await store.close()
          return answer.columns.map(({ column, eventTimestamps, statuses }) => [
            bitsOfColumn(column),
            [...eventTimestamps],
            [...statuses],
          ])
        }
        const order = [...unique.values()]
        const shuffled = order
          .map((each) => [random.next().value as number, each] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, each]) => each)
        assert.equal(await read(shuffled), await read(order))
      }),
      { numRuns: 25 },
    )
  })

  paths('offline pushes join the history, after the files', async () => {
    const { store } = await openDriverStore({
      backend,
      history: [row(1, -5, { avg_daily_trips: 1 }), row(1, -3, { avg_daily_trips: 2 })],
    })
    const result = await store.push(
      'driver_stats_push',
      [row(1, -3, { avg_daily_trips: 3 }), row(1, -4, { avg_daily_trips: 4 })],
      { to: 'offline' },
    )
    assert.equal(
      result.views.map(({ view, online, offline }) => [view, online, offline]),
      [
        ['driver_hourly_stats', 0, 2],
        ['driver_activity', 0, 2],
      ],
    )
    const read = async (transform: boolean) =>
      rowsFromTable(
        await store.getHistoricalFeatures({
          features: ['driver_activity:weekly_trips'],
          entities: [-5, -4, -3, -2].map((hour) => ({ driver_id: 1, event_timestamp: at(hour) })),
          transform,
        }),
      ).map(({ weekly_trips }) => weekly_trips)
    assert.equal(await read(true), [7n, 28n, 21n, 21n])
    assert.equal(await read(false), [null, 28n, 21n, 21n])
    await store.close()
  })

  paths('incremental materialization starts where the last ended', async () => {
    const { store } = await openDriverStore({
      backend,
      history: [row(1, -30), row(1, -5, { avg_daily_trips: 5 }), row(2, -1), row(3, 2)],
    })
    const first = await store.materializeIncremental({ end: at(-3), views: ['driver_hourly_stats'] })
    assert.is(first.views[0]!.online, 1, 'a view with a ttl begins its ttl before the end')
    const second = await store.materializeIncremental({ end: at(1), views: ['driver_hourly_stats'] })
    assert.is(second.views[0]!.online, 1)
    const all = await store.materialize({ start: at(-100), end: at(3) })
    assert.equal(
      all.views.map(({ view, outcome }) => [view, outcome]),
      [
        ['driver_hourly_stats', 'written'],
        ['driver_location', 'written'],
        ['driver_activity', 'written'],
        ['driver_placed', 'written'],
        ['driver_quality', 'skipped'],
      ],
    )
    assert.match(all.warnings[0]!, /driver_quality.*distance_km/)
    await store.close()
  })

  paths.run()
}

function bitsOfColumn(column: { values: unknown; validity: Uint8Array | null; length: number }) {
  const rows = Array.from({ length: column.length }, (_, index) => {
    const valid = column.validity === null || (column.validity[index >> 3]! >> (index & 7)) & 1
    return valid ? bits((column.values as Float64Array)[index]) : 'null'
  })
  return rows.join()
}
