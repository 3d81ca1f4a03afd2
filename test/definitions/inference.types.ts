// Checked by `npm run typecheck`: each line below `@ts-expect-error` must be an error, and nothing else may be.
import { count, max, mean, sum } from '../../src/definitions/aggregation.js'
import { BatchFeatureView } from '../../src/definitions/batch-feature-view.js'
import { Entity } from '../../src/definitions/entity.js'
import { FeatureView } from '../../src/definitions/feature-view.js'
import { FileSource } from '../../src/definitions/file-source.js'
import type { FeatureReference, FeatureRow } from '../../src/definitions/inference.js'
import { OnDemandFeatureView } from '../../src/definitions/on-demand-feature-view.js'
import { PushSource } from '../../src/definitions/push-source.js'
import { RequestSource } from '../../src/definitions/request-source.js'
import { StreamFeatureView } from '../../src/definitions/stream-feature-view.js'
import { expr } from '../../src/expr/expr.js'
import { Bool, Float32, Float64, Int32, Int64, type Schema, String as Text } from '../../src/types.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Plain<T> = { -readonly [K in keyof T]: T[K] }
const holds = <_ extends true>(): void => {}

// Literal types without `as const`.
const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const zone = new Entity({ name: 'zone', type: Text })
holds<Equal<typeof driver.joinKey, 'driver_id'>>()
holds<Equal<typeof zone.joinKey, 'zone'>>()
// @ts-expect-error a key cannot be a float
new Entity({ name: 'x', type: Float64 })

const stats = new FeatureView({
  name: 'stats',
  entities: [driver],
  schema: { conv_rate: Float32, acc_rate: Float32, trips: Int64 },
  source: new PushSource({ name: 'stats_push' }),
})
const zones = new FeatureView({ name: 'zones', entities: [zone], schema: { trips: Int64, density: Float64 } })
const trip = new RequestSource({ name: 'trip', schema: { distance_km: Float64, tolls: { type: Int64, default: 0 } } })
// @ts-expect-error the default is no int64
new RequestSource({ name: 'bad', schema: { tolls: { type: Int64, default: 'free' } } })
// @ts-expect-error no such type
new FeatureView({ name: 'bad', entities: [driver], schema: { a: 'float' } })

// A transform's argument: short names, view__feature, join keys, request fields.
const quality = new OnDemandFeatureView({
  name: 'quality',
  sources: [stats, trip],
  transform: ({ conv_rate, acc_rate, distance_km, driver_id, stats__trips, tolls }) => ({
    score: conv_rate.mul(0.7).add(acc_rate.mul(0.3)),
    long_haul: distance_km.gt(100).and(acc_rate.gt(0.9)),
    cost: stats__trips.mul(tolls).add(driver_id),
  }),
})
holds<Equal<Plain<(typeof quality)['schema']>, { score: 'float32'; long_haul: 'bool'; cost: 'int64' }>>()

// An on-demand view over an on-demand view, with an alias.
const ranked = new OnDemandFeatureView({
  name: 'ranked',
  sources: [quality.withProjection({ alias: 'q', features: ['score'] }), zones],
  transform: (f) => ({ rank: f.q__score.mul(f.density), top: f.score.gt(0.5), where: f.zone, who: f.driver_id }),
})
holds<Equal<Plain<(typeof ranked)['schema']>, { rank: 'float64'; top: 'bool'; where: 'string'; who: 'int64' }>>()

new OnDemandFeatureView({
  name: 'misspelt',
  sources: [stats],
  // @ts-expect-error a misspelt feature
  transform: ({ conv_rat }) => ({ score: conv_rat }),
})
new OnDemandFeatureView({
  name: 'ambiguous',
  sources: [stats, zones],
  // @ts-expect-error both sources have trips: stats__trips or zones__trips
  transform: ({ trips }) => ({ trips }),
})
new OnDemandFeatureView({
  name: 'deselected',
  sources: [stats.select('conv_rate')],
  // @ts-expect-error acc_rate was not selected
  transform: ({ acc_rate }) => ({ acc_rate }),
})
new OnDemandFeatureView({
  name: 'operands',
  sources: [stats, zones],
  // @ts-expect-error a string is no operand of mul
  transform: ({ conv_rate, zone }) => ({ score: conv_rate.mul(zone) }),
})
new OnDemandFeatureView({
  name: 'operands',
  sources: [stats],
  // @ts-expect-error a float has no lower()
  transform: ({ conv_rate }) => ({ score: conv_rate.lower() }),
})

// A declared schema is held against the outputs.
new OnDemandFeatureView({
  name: 'declared',
  sources: [stats],
  schema: { score: Float32 },
  transform: ({ conv_rate }) => ({ score: conv_rate.mul(2) }),
})
new OnDemandFeatureView({
  name: 'mistyped',
  sources: [stats],
  schema: { score: Float64 },
  // @ts-expect-error the expression gives a float32
  transform: ({ conv_rate }) => ({ score: conv_rate.mul(2) }),
})

// Text, data and built expressions.
const written = new OnDemandFeatureView({
  name: 'written',
  sources: [stats],
  schema: { twice: Float32, more: Int64 },
  transform: { twice: 'conv_rate * 2', more: expr`trips + 1` },
})
holds<Equal<Plain<(typeof written)['schema']>, { twice: 'float32'; more: 'int64' }>>()

// Mode rows: typed rows in and out.
const rows = new OnDemandFeatureView({
  name: 'rows',
  mode: 'rows',
  sources: [stats, trip],
  schema: { label: Text, far: Bool },
  transform: (row) => {
    holds<Equal<typeof row.trips, bigint | null>>()
    holds<Equal<typeof row.conv_rate, number | null>>()
    // @ts-expect-error a misspelt feature
    row.conv_rat
    return { label: `${row.trips}`, far: row.distance_km === null ? null : row.distance_km > 100 }
  },
})
holds<Equal<Plain<(typeof rows)['schema']>, { label: 'string'; far: 'bool' }>>()
new OnDemandFeatureView({
  name: 'rows',
  mode: 'rows',
  sources: [stats],
  schema: { label: Text },
  // @ts-expect-error a number is no string
  transform: (row) => ({ label: row.conv_rate }),
})
new OnDemandFeatureView({
  name: 'arrow',
  mode: 'arrow',
  sources: [stats],
  schema: { conv_rate: Float32 },
  transform: (table) => table.select(['conv_rate']),
})
// @ts-expect-error rows and arrow need a schema
new OnDemandFeatureView({ name: 'arrow', mode: 'arrow', sources: [stats], transform: (table) => table })

// Batch views.
const totals = new BatchFeatureView({
  name: 'totals',
  entities: [driver],
  sources: [stats, zones.withProjection({ joinKeyMap: { zone: 'driver_id' } })],
  transform: ({ conv_rate, density }) => ({ weighted: conv_rate.mul(density) }),
  filter: ({ weighted, acc_rate }) => weighted.gt(0).and(acc_rate.lt(1)),
  aggregations: { total: sum('weighted'), mean_rate: mean('conv_rate'), seen: count(), best: max('acc_rate') },
})
holds<
  Equal<Plain<(typeof totals)['schema']>, { total: 'float64'; mean_rate: 'float64'; seen: 'int64'; best: 'float32' }>
>()
const scaled = new BatchFeatureView({
  name: 'scaled',
  entities: [driver],
  source: new FileSource({ path: 'x.parquet', timestampField: 'ts' }),
  sourceSchema: { metres: Int32 },
  transform: ({ metres, driver_id }) => ({ km: metres.div(1000), id: driver_id }),
})
holds<Equal<Plain<(typeof scaled)['schema']>, { km: 'float64'; id: 'int64' }>>()
new BatchFeatureView({
  name: 'misspelt',
  entities: [driver],
  sources: [stats],
  // @ts-expect-error a misspelt column
  filter: ({ conv_rat }) => conv_rat.gt(0),
})
new BatchFeatureView({
  name: 'not_a_condition',
  entities: [driver],
  sources: [stats],
  // @ts-expect-error a filter is a bool
  filter: ({ conv_rate }) => conv_rate.add(1),
})

const rides = new StreamFeatureView({
  name: 'rides',
  entities: [driver],
  source: new PushSource({ name: 'ride_events' }),
  sourceSchema: { metres: Float64 },
  transform: ({ metres }) => ({ km: metres.div(1000) }),
})
holds<Equal<Plain<(typeof rides)['schema']>, { km: 'float64' }>>()
new StreamFeatureView({
  name: 'rides',
  entities: [driver],
  source: new PushSource({ name: 'ride_events' }),
  sourceSchema: { metres: Float64 },
  // @ts-expect-error a misspelt column
  transform: ({ meters }) => ({ km: meters }),
})

// Projections.
const origin = zones.withProjection({ features: ['density'], alias: 'origin', joinKeyMap: { zone: 'origin_zone' } })
holds<Equal<typeof origin.resultName, 'origin'>>()
holds<Equal<Plain<(typeof origin)['schema']>, { density: 'float64' }>>()
// @ts-expect-error no such feature
stats.select('conv_rat')
// @ts-expect-error no such feature
stats.withProjection({ features: ['conv_rat'] })
holds<Equal<keyof Plain<ReturnType<typeof quality.withName<'x'>>['schema']>, 'score' | 'long_haul' | 'cost'>>()
quality.withName('x').requestSources

// References and rows.
type Views = typeof stats | typeof quality | typeof origin
holds<
  Equal<
    FeatureReference<Views>,
    | 'stats:conv_rate'
    | 'stats:acc_rate'
    | 'stats:trips'
    | 'quality:score'
    | 'quality:long_haul'
    | 'quality:cost'
    | 'origin:density'
  >
>()
// @ts-expect-error a misspelt feature
const misspelt: FeatureReference<Views> = 'stats:conv_rat'
// @ts-expect-error an aliased view is known by its alias
const unaliased: FeatureReference<Views> = 'zones:density'

type Row = FeatureRow<Views, 'quality:score' | 'origin:density' | 'stats:trips'>
holds<
  Equal<
    Plain<Row>,
    { driver_id: bigint; origin_zone: string; score: number | null; density: number | null; trips: bigint | null }
  >
>()
type FullRow = FeatureRow<Views, 'quality:score' | 'origin:density', true>
holds<
  Equal<
    Plain<FullRow>,
    { driver_id: bigint; origin_zone: string; quality__score: number | null; origin__density: number | null }
  >
>()
declare const row: Row
row.score
// @ts-expect-error a misspelt feature in a result row
row.scor
// @ts-expect-error conv_rate was not asked for
row.conv_rate

// Views whose types are not known stay usable.
declare const unknown: FeatureView
const loose = new OnDemandFeatureView({
  name: 'loose',
  sources: [unknown, trip],
  schema: { score: Float64 },
  transform: ({ anything, distance_km }) => ({ score: anything!.mul(distance_km!) }),
})
holds<Equal<Plain<(typeof loose)['schema']>, { score: 'float64' }>>()
const asUnknown: FeatureView[] = [stats, quality, totals, rides, origin, rows]
const asOnDemand: OnDemandFeatureView[] = [quality, ranked, rows, loose]
const asBatch: BatchFeatureView[] = [totals, scaled]
const schemas: Schema[] = asUnknown.map((view) => view.schema)

export { asBatch, asOnDemand, misspelt, schemas, unaliased }
