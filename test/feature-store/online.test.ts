import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { MillraceError } from '../../src/index.js'
import { at, noon, openDriverStore, row } from '../support/driver-store.js'

/** The code of the error that `work` throws. */
async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    return (error as MillraceError).code
  }
  return 'nothing thrown'
}

const score = (conv: number, acc: number) => {
  const f = Math.fround
  return f(f(f(conv) * f(0.7)) + f(f(acc) * f(0.3)))
}

for (const backend of ['js', 'wasm']) {
  const online = suite(`online, ${backend}`)

  online('a push is read back, and what is downstream of it is computed and stored', async () => {
    const { store, warnings } = await openDriverStore({ backend })
    const result = await store.push('driver_stats_push', [
      { ...row(1, -0.5), distance_km: 120 },
      { ...row(2, -0.25), distance_km: 50 },
    ])
    assert.equal(
      result.views.map(({ view, outcome, online }) => [view, outcome, online]),
      [
        ['driver_hourly_stats', 'written', 2],
        ['driver_quality', 'written', 2],
        ['driver_activity', 'written', 2],
        ['driver_placed', 'written', 2],
      ],
    )
    const answer = await store.getOnlineFeatures({
      features: [
        'driver_hourly_stats:avg_daily_trips',
        'driver_quality:score',
        'driver_quality:long_haul',
        'driver_activity:weekly_trips',
      ],
      entities: [{ driver_id: 2 }, { driver_id: 1 }, { driver_id: 2 }],
    })
    assert.equal(answer.rows, [
      { driver_id: 2n, avg_daily_trips: 10n, score: score(0.5, 0.95), long_haul: false, weekly_trips: 70n },
      { driver_id: 1n, avg_daily_trips: 10n, score: score(0.5, 0.95), long_haul: true, weekly_trips: 70n },
      { driver_id: 2n, avg_daily_trips: 10n, score: score(0.5, 0.95), long_haul: false, weekly_trips: 70n },
    ])
    assert.equal(answer.columns[2]!.eventTimestamps[1], BigInt(at(-0.5).getTime()) * 1000n)
    assert.equal(warnings, [])
    await store.close()
  })

  online('what is not materialized is null with one warning that names the remedy', async () => {
    const { store, warnings } = await openDriverStore({ backend })
    await store.push('driver_stats_push', [row(1, -1)])
    const answer = await store.getOnlineFeatures({
      features: ['driver_quality:score'],
      entities: [{ driver_id: 1 }, { driver_id: 9 }],
    })
    assert.equal(
      answer.rows.map(({ score }) => score),
      [null, null],
    )
    assert.equal([...answer.columns[1]!.statuses], [2, 2])
    assert.is(answer.warnings.length, 1)
    assert.match(answer.warnings[0]!, /driver_quality.*2 of the entity rows.*transform: true/)
    assert.is(warnings.length, 2, 'the push warned that driver_quality was skipped')
    assert.match(warnings[0]!, /driver_quality.*distance_km/)
    await store.close()
  })

  online('transform computes from the store, and writes nothing', async () => {
    const { store } = await openDriverStore({ backend })
    await store.push('driver_stats_push', [row(1, -1, { conv_rate: 0.9, acc_rate: 0.8 })])
    const ask = (transform: boolean) =>
      store.getOnlineFeatures({
        features: ['driver_quality:score', 'driver_hourly_stats:conv_rate'],
        entities: { driver_id: [1, 9], distance_km: [120, 120] },
        transform,
      })
    const computed = await ask(true)
    assert.equal(computed.rows, [
      { driver_id: 1n, score: score(0.9, 0.8), conv_rate: Math.fround(0.9) },
      { driver_id: 9n, score: null, conv_rate: null },
    ])
    assert.equal([...computed.columns[1]!.statuses], [0, 2])
    assert.equal((await ask(false)).rows[0]!.score, null)
    await store.close()
  })

  online('ttl is enforced on read, for views and for what is computed from them', async () => {
    const { store } = await openDriverStore({ backend })
    await store.push(
      'driver_stats_push',
      [row(1, -25), row(2, -24), { ...row(3, -2), distance_km: 1 }].map((each) => ({ distance_km: 1, ...each })),
    )
    const answer = await store.getOnlineFeatures({
      features: ['driver_hourly_stats:avg_daily_trips', 'driver_quality:score', 'driver_activity:weekly_trips'],
      entities: { driver_id: [1, 2, 3] },
    })
    assert.equal([...answer.columns[1]!.statuses], [3, 0, 0], 'older than a day is outside, exactly a day is not')
    assert.equal([...answer.columns[2]!.statuses], [3, 3, 3], 'the view has a ttl of an hour')
    assert.equal([...answer.columns[3]!.statuses], [0, 0, 0], 'without ttl a value never expires')
    const computed = await store.getOnlineFeatures({
      features: ['driver_activity:weekly_trips'],
      entities: { driver_id: [1, 2] },
      transform: true,
    })
    assert.equal(
      computed.rows.map(({ weekly_trips }) => weekly_trips),
      [null, 70n],
    )
    assert.equal([...computed.columns[1]!.statuses], [3, 0])
    await store.close()
  })

  online('a late push changes nothing that is newer, in its view and downstream', async () => {
    const { store } = await openDriverStore({ backend })
    await store.push('driver_stats_push', [row(1, -1, { avg_daily_trips: 20 })])
    const late = await store.push('driver_stats_push', [row(1, -3, { avg_daily_trips: 1 })])
    assert.equal(
      late.views.find(({ view }) => view === 'driver_hourly_stats'),
      {
        view: 'driver_hourly_stats',
        outcome: 'written',
        online: 0,
        ignored: 1,
        offline: 0,
      },
    )
    await store.push('driver_location_push', [{ driver_id: 1, city: 'paris', lat: 48.5, event_timestamp: at(-9) }])
    await store.push('driver_stats_push', [row(1, -4, { avg_daily_trips: 2 })])
    const answer = await store.getOnlineFeatures({
      features: ['driver_hourly_stats:avg_daily_trips', 'driver_activity:weekly_trips', 'driver_placed:label'],
      entities: [{ driver_id: 1 }],
    })
    assert.equal(answer.rows[0], { driver_id: 1n, avg_daily_trips: 20n, weekly_trips: 140n, label: 'PARIS' })
    assert.equal(answer.columns[3]!.eventTimestamps[0], BigInt(at(-1).getTime()) * 1000n, 'dated by its latest source')
    await store.close()
  })

  online('equal event timestamps: the greater created wins, and of equals the last', async () => {
    const { store } = await openDriverStore({ backend })
    const ask = async () =>
      (await store.getOnlineFeatures({ features: ['driver_activity:weekly_trips'], entities: [{ driver_id: 1 }] }))
        .rows[0]!.weekly_trips
    await store.push('driver_stats_push', [
      row(1, -1, { avg_daily_trips: 2, created: at(-0.5) }),
      row(1, -1, { avg_daily_trips: 1, created: at(-0.8) }),
    ])
    assert.is(await ask(), 14n)
    await store.push('driver_stats_push', [row(1, -1, { avg_daily_trips: 3, created: at(-0.7) })])
    assert.is(await ask(), 14n)
    await store.push('driver_stats_push', [row(1, -1, { avg_daily_trips: 4, created: at(-0.5) })])
    assert.is(await ask(), 28n)
    await store.close()
  })

  online('full names, columns of entities, and bad requests', async () => {
    const { store } = await openDriverStore({ backend })
    await store.push('driver_stats_push', [row(1, -1)])
    const full = await store.getOnlineFeatures({
      features: ['driver_activity:weekly_trips'],
      entities: { driver_id: [1n] },
      fullFeatureNames: true,
    })
    assert.equal(full.featureNames, ['driver_id', 'driver_activity__weekly_trips'])
    const ask = (features: readonly string[], entities: object, transform = false) =>
      codeOf(() => store.getOnlineFeatures({ features: features as never, entities: entities as never, transform }))
    assert.is(await ask(['driver_hourly_stat:conv_rate'], { driver_id: [1] }), 'MILLRACE_FEATURE_VIEW_NOT_FOUND')
    assert.is(await ask(['driver_hourly_stats:conv'], { driver_id: [1] }), 'MILLRACE_FEATURE_NOT_FOUND')
    assert.is(await ask(['driver_hourly_stats'], { driver_id: [1] }), 'MILLRACE_INVALID_FEATURE_REFERENCE')
    assert.is(await ask([], { driver_id: [1] }), 'MILLRACE_INVALID_ARGUMENT')
    assert.is(
      await ask(['driver_activity:weekly_trips', 'driver_activity:weekly_trips'], { driver_id: [1] }),
      'MILLRACE_FEATURE_NAME_COLLISION',
    )
    assert.is(await ask(['driver_activity:weekly_trips'], {}), 'MILLRACE_MISSING_KEY')
    assert.is(await ask(['driver_activity:weekly_trips'], { driver_id: [null] }), 'MILLRACE_MISSING_KEY')
    assert.is(await ask(['driver_activity:weekly_trips'], { driver_id: ['x'] }), 'MILLRACE_INVALID_VALUE')
    assert.is(await ask(['driver_activity:weekly_trips'], { driver_id: [2n ** 63n] }), 'MILLRACE_VALUE_OUT_OF_RANGE')
    assert.is(await ask(['driver_activity:weekly_trips'], { driver_id: [1, 2], x: [1] }), 'MILLRACE_RAGGED_COLUMNS')
    assert.is(await ask(['driver_quality:score'], { driver_id: [1] }, true), 'MILLRACE_MISSING_REQUEST_DATA')
    assert.is(
      await ask(['driver_activity:weekly_trips'], { driver_id: [1] }, 'no' as never),
      'MILLRACE_INVALID_ARGUMENT',
    )
    const both = ['driver_activity:weekly_trips', 'driver_quality:score'] as const
    const lacking = store.getOnlineFeatures({ features: both, entities: {} as never, transform: true })
    const message = await lacking.then(String, ({ message }: Error) => message)
    assert.match(message, /^Feature views driver_quality need request data/)
    await store.close()
    assert.is(await ask(['driver_activity:weekly_trips'], { driver_id: [1] }), 'MILLRACE_STORE_CLOSED')
  })

  online('a push that is wrong writes nothing', async () => {
    const { store } = await openDriverStore({ backend })
    const good = row(1, -1)
    const push = (rows: unknown, source = 'driver_stats_push') => codeOf(() => store.push(source, rows as never))
    assert.is(await push([good], 'driver_stats'), 'MILLRACE_PUSH_SOURCE_NOT_FOUND')
    assert.is(await push([good, { ...row(2, -1), driver_id: null }]), 'MILLRACE_MISSING_KEY')
    assert.is(await push([good, { ...row(2, -1), avg_daily_trips: 1.5 }]), 'MILLRACE_INVALID_VALUE')
    assert.is(await push([good, { ...row(2, -1), conv_rate: 'high' }]), 'MILLRACE_INVALID_VALUE')
    assert.is(await push([good, { ...row(2, -1), conv_rate: 1e39 }]), 'MILLRACE_VALUE_OUT_OF_RANGE')
    assert.is(await push([{ driver_id: 1, event_timestamp: noon }]), 'MILLRACE_MISSING_COLUMN')
    assert.is(await push([{ ...good, event_timestamp: null }]), 'MILLRACE_INVALID_VALUE')
    assert.is(await push({ driver_id: [1, 2], conv_rate: [1] }), 'MILLRACE_RAGGED_COLUMNS')
    assert.is(await push('rows'), 'MILLRACE_INVALID_ARGUMENT')
    assert.is(
      await codeOf(() => store.push('driver_stats_push', [good], { to: 'weird' as never })),
      'MILLRACE_INVALID_ARGUMENT',
    )
    const answer = await store.getOnlineFeatures({
      features: ['driver_hourly_stats:conv_rate'],
      entities: { driver_id: [1, 2] },
    })
    assert.equal([...answer.columns[1]!.statuses], [2, 2])
    await store.close()
  })

  online('rows may be written to one view, and to an on-demand view as inputs or as outputs', async () => {
    const { store } = await openDriverStore({ backend })
    await store.writeToOnlineStore('driver_hourly_stats', [row(1, -1)])
    const ask = async () =>
      (
        await store.getOnlineFeatures({ features: ['driver_activity:weekly_trips'], entities: { driver_id: [1, 2] } })
      ).rows.map(({ weekly_trips }) => weekly_trips)
    assert.equal(await ask(), [70n, null])
    await store.writeToOnlineStore('driver_activity', [{ driver_id: 2, avg_daily_trips: 3, conv_rate: 0.5 }])
    assert.equal(await ask(), [70n, 21n])
    await store.writeToOnlineStore('driver_activity', [{ driver_id: 2, weekly_trips: 12345, engagement: 0.5 }])
    assert.equal(await ask(), [70n, 12345n])
    await store.close()
  })

  online.run()
}
