import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { valueAt } from '../../src/arrow/value-at.js'
import type { Aggregation, DataFrameBackend, JoinType } from '../../src/backends/backend.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import type { Column } from '../../src/column.js'
import { type DataType, dataTypes, isArrayType, itemType, type ScalarType, scalarTypes } from '../../src/types.js'
import { loadKernels } from '../../src/wasm/load.js'

const relational = suite('wasm backend, relational operations against the reference')
const wasm = new WasmBackend()
const js = new JsBackend()
const lengths = [0, 1, 2, 63, 64, 65, 200, 1023, 1024, 1025, 5000]

// Few distinct values of every type, extremes among them, so that keys meet and ties happen.
const pools: Record<ScalarType, readonly unknown[]> = {
  bool: [true, false],
  int32: [0, 1, -1, 2147483647, -2147483648, 7],
  int64: [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 1_000_000_007n],
  float32: [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45, 1.5],
  float64: [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 0.1, 1e300],
  string: ['', 'a', 'a\u0000', 'ab', 'abcdefgh', 'abcdefghi', 'abcdefgi', '\u00e9', '\u{1f600}', 'z'.repeat(40)],
  bytes: [[], [0], [0, 0], [255], [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8, 0]].map((b) => Uint8Array.from(b)),
  timestamp: [0n, -1n, 1n, 2n ** 63n - 1n, -(2n ** 63n), 1_700_000_000_000_000n],
}

const wide: Partial<Record<ScalarType, (random: () => number) => unknown>> = {
  int32: (random) => Math.floor(random() * 50),
  int64: (random) => BigInt(Math.floor(random() * 1e15)) * 1000n,
  float64: (random) => random() * 100 - 50,
  float32: (random) => random() * 100 - 50,
  string: (random) => `key ${Math.floor(random() * 1e6)}`,
  timestamp: (random) => BigInt(Math.floor(random() * 400)),
}

interface ColumnPlan {
  readonly type: DataType
  readonly nulls: 'none' | 'some' | 'all'
  readonly wide: boolean
}

function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function randomValue(type: DataType, random: () => number, spread: boolean): unknown {
  if (isArrayType(type)) {
    return Array.from({ length: Math.floor(random() * 4) }, () => randomValue(itemType(type), random, false))
  }
  const make = spread ? wide[type] : undefined
  const pool = pools[type]
  return make ? make(random) : pool[Math.floor(random() * pool.length)]
}

// Values lie under nulls too, as Arrow allows, and NaNs have any sign and payload.
function makeColumn({ type, nulls, wide }: ColumnPlan, length: number, random: () => number): Column {
  const values = Array.from({ length }, () => randomValue(type, random, wide))
  const column = columnFromValues(type, values, type)
  disguiseNaNs(column.items ?? column, random)
  if (nulls === 'none') return column
  const validity = new Uint8Array(Math.ceil(length / 8))
  for (let row = 0; row < length; row++) {
    if (nulls === 'some' && random() >= 0.3) validity[row >> 3]! |= 1 << (row & 7)
  }
  return { ...column, validity }
}

function disguiseNaNs({ type, values }: Column, random: () => number): void {
  if (type !== 'float32' && type !== 'float64') return
  const floats = values as Float32Array | Float64Array
  const words = new Uint32Array(floats.buffer)
  const width = floats.BYTES_PER_ELEMENT / 4
  const disguises = type === 'float32' ? [0xffc00000, 0x7fc00001] : [0xfff80000, 0x7ff80001]
  for (const [row, value] of floats.entries()) {
    if (Number.isNaN(value)) words[row * width + width - 1] = disguises[random() < 0.5 ? 0 : 1]!
  }
}

function makeTable(plans: Readonly<Record<string, ColumnPlan>>, length: number, seed: number) {
  const random = generator(seed)
  const columns = Object.entries(plans).map(([name, plan]) => [name, makeColumn(plan, length, random)] as const)
  return tableFromColumns(new Map(columns), length)
}

function contents(table: ReturnType<typeof tableFromColumns>): unknown {
  return [...columnsFromTable(table)].map(([name, column]) => [
    name,
    column.type,
    Array.from({ length: column.length }, (_, row) => describe(valueAt(column, row))),
  ])
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describe).join()}]`
  return Object.is(value, -0) ? '-0' : `${typeof value} ${value}`
}

/** Runs an operation on both backends, compares the results, and sees that nothing stays in memory. */
function compare(
  tables: readonly ReturnType<typeof tableFromColumns>[],
  operation: <F extends object>(backend: DataFrameBackend<F>, frames: F[]) => F,
): void {
  const { arena } = loadKernels()
  const before = arena.bytesInUse
  const frames = tables.map((table) => wasm.fromArrow(table))
  const result = operation(wasm, frames)
  const found = contents(wasm.toArrow(result))
  for (const frame of [...frames, result]) wasm.release(frame)
  assert.is(arena.bytesInUse, before)
  const expected = js.toArrow(
    operation(
      js,
      tables.map((table) => js.fromArrow(table)),
    ),
  )
  assert.equal(found, contents(expected))
}

const length = fc.constantFrom(...lengths)
const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const nulls = fc.constantFrom('none', 'none', 'some', 'all')
const plan = (types: readonly DataType[]) =>
  fc.record({ type: fc.constantFrom(...types), nulls, wide: fc.boolean() }) as fc.Arbitrary<ColumnPlan>
const runs = { numRuns: 120 }

/** Key columns k0, k1 ... of scalar types. */
const keyPlans = fc
  .array(plan(scalarTypes), { minLength: 1, maxLength: 3 })
  .map((plans) => Object.fromEntries(plans.map((plan, index) => [`k${index}`, plan])))

relational('take: sort gathers columns of every type in stable order', () => {
  fc.assert(
    fc.property(
      length,
      seed,
      keyPlans,
      plan(dataTypes),
      fc.array(fc.record({ descending: fc.boolean(), nulls: fc.constantFrom('first' as const, 'last' as const) }), {
        minLength: 3,
        maxLength: 3,
      }),
      (length, seed, keys, payload, orders) => {
        const row = { type: 'int32', nulls: 'none', wide: false } as const
        const table = makeTable({ ...keys, payload, row }, length, seed)
        const by = Object.keys(keys).map((column, index) => ({ column, ...orders[index] }))
        compare([table], (backend, [frame]) => backend.sort(frame!, by))
      },
    ),
    runs,
  )
})

relational('joins of every key type, with nulls and repeated keys', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 63, 64, 65, 300),
      fc.constantFrom(0, 1, 5, 64, 70),
      seed,
      keyPlans,
      plan(dataTypes),
      fc.constantFrom<JoinType>('inner', 'left'),
      (leftLength, rightLength, seed, keys, payload, how) => {
        const left = makeTable({ ...keys, payload }, leftLength, seed)
        const right = makeTable({ other: payload, ...keys, payload }, rightLength, seed + 1)
        compare([left, right], (backend, [l, r]) => backend.join(l!, r!, { on: Object.keys(keys), how }))
      },
    ),
    runs,
  )
})

relational('joins on keys that are unique on the right', () => {
  fc.assert(
    fc.property(length, fc.constantFrom(0, 1, 64, 1000), seed, fc.boolean(), (leftLength, rightLength, seed, dense) => {
      const random = generator(seed)
      const scale = dense ? 1n : 1_000_003n
      const key = (range: number) => BigInt(Math.floor(random() * range)) * scale
      const right = tableFromColumns(
        {
          k: columnFromValues(
            'int64',
            Array.from({ length: rightLength }, (_, row) => BigInt(row) * scale).reverse(),
            'k',
          ),
          v: columnFromValues(
            'int32',
            Array.from({ length: rightLength }, (_, row) => row),
            'v',
          ),
        },
        rightLength,
      )
      const keys = Array.from({ length: leftLength }, () => (random() < 0.1 ? null : key(rightLength + 10)))
      const left = tableFromColumns({ k: columnFromValues('int64', keys, 'k') }, leftLength)
      for (const how of ['inner', 'left'] as const) {
        compare([left, right], (backend, [l, r]) => backend.join(l!, r!, { on: ['k'], how }))
      }
    }),
    { numRuns: 30 },
  )
})

relational('as-of joins with ties, ttl, nulls and extreme times', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 63, 64, 65, 300),
      fc.constantFrom(0, 1, 5, 64, 400),
      seed,
      fc.option(plan(scalarTypes), { nil: undefined }),
      fc.record({ leftTime: fc.boolean(), rightTime: fc.boolean(), sorted: fc.boolean(), tie: fc.boolean(), nulls }),
      fc.constantFrom(0n, 1n, 50n, 2n ** 63n, 2n ** 64n, 2n ** 64n - 1n),
      (leftLength, rightLength, seed, key, how, ttl) => {
        const time = (wide: boolean): ColumnPlan => ({ type: 'timestamp', nulls: how.nulls as 'none', wide })
        const keys = key ? { k: key } : {}
        const left = makeTable({ ...keys, at: time(how.leftTime) }, leftLength, seed)
        const right = makeTable(
          {
            ...keys,
            ts: time(how.rightTime),
            tie: time(how.rightTime),
            row: { type: 'int32', nulls: 'none', wide: true },
          },
          rightLength,
          seed + 1,
        )
        const options = {
          on: Object.keys(keys),
          leftTime: 'at',
          rightTime: 'ts',
          ttl,
          ...(how.tie && { tieBreaker: 'tie' }),
        }
        compare([left, right], (backend, [l, r]) => {
          const [a, b] = how.sorted ? [backend.sort(l!, ['at']), backend.sort(r!, ['ts'])] : [l!, r!]
          const result = backend.asofJoin(a, b, options)
          if (how.sorted) for (const frame of [a, b]) backend.release(frame)
          return result
        })
      },
    ),
    runs,
  )
})

const numbers: readonly DataType[] = ['int32', 'int64', 'float32', 'float64']

relational('aggregations of every type by keys of every type', () => {
  fc.assert(
    fc.property(
      length,
      seed,
      keyPlans,
      plan(numbers),
      plan(scalarTypes),
      plan(dataTypes),
      (length, seed, keys, x, s, any) => {
        const table = makeTable({ ...keys, x, s, any }, length, seed)
        const aggregations: Record<string, Aggregation> = { rows: { fn: 'count' } }
        for (const fn of ['sum', 'mean', 'std', 'var'] as const) aggregations[fn] = { fn, column: 'x' }
        for (const fn of ['min', 'max', 'count_distinct'] as const) aggregations[fn] = { fn, column: 's' }
        for (const fn of ['first', 'last', 'count'] as const) aggregations[fn] = { fn, column: 'any' }
        const on = seed % 5 === 0 ? [] : Object.keys(keys)
        compare([table], (backend, [frame]) => backend.groupbyAgg(frame!, on, aggregations))
      },
    ),
    runs,
  )
})

relational('keep-latest by keys and orders of every type', () => {
  fc.assert(
    fc.property(
      length,
      seed,
      keyPlans,
      fc.array(plan(scalarTypes), { maxLength: 2 }),
      plan(dataTypes),
      (length, seed, keys, orders, any) => {
        const by = Object.fromEntries(orders.map((plan, index) => [`o${index}`, plan]))
        const table = makeTable({ ...keys, ...by, any }, length, seed)
        compare([table], (backend, [frame]) => backend.dropDuplicates(frame!, Object.keys(keys), Object.keys(by)))
      },
    ),
    runs,
  )
})

relational('concat and slice of columns in and out of WebAssembly memory', () => {
  fc.assert(
    fc.property(
      fc.array(length, { minLength: 2, maxLength: 4 }),
      seed,
      fc.array(plan(dataTypes), { minLength: 1, maxLength: 4 }),
      fc.nat(2000),
      fc.nat(2000),
      (sizes, seed, plans, offset, count) => {
        const tables = sizes.map((size, index) =>
          makeTable(
            Object.fromEntries(
              plans.map((plan, column) => [
                `c${column}`,
                { ...plan, nulls: (seed >> index) & 1 ? plan.nulls : 'none' },
              ]),
            ),
            size,
            seed + index,
          ),
        )
        compare(tables, (backend, frames) => {
          const whole = backend.concat(frames)
          const piece = backend.slice(whole, offset, count)
          const small = backend.slice(frames[0]!, 3, 70)
          const result = backend.concat([piece, small, piece])
          for (const frame of [whole, piece, small]) backend.release(frame)
          return result
        })
      },
    ),
    runs,
  )
})

const many = 60_000

/** Groups by one key column and gives each key's count, by the group's first row. */
function countsBy(type: DataType, keys: readonly unknown[]): bigint[] {
  const before = loadKernels().arena.bytesInUse
  const row = columnFromValues('int32', [...keys.keys()], 'row')
  const table = tableFromColumns({ k: columnFromValues(type, keys, 'k'), row }, keys.length)
  const frame = wasm.fromArrow(table)
  const grouped = wasm.groupbyAgg(frame, ['k'], { n: { fn: 'count' }, first: { fn: 'first', column: 'row' } })
  const counts: bigint[] = new Array(keys.length).fill(0n)
  const columns = columnsFromTable(wasm.toArrow(grouped))
  const n = columns.get('n')!.values as BigInt64Array
  const first = columns.get('first')!.values as Int32Array
  for (const [group, count] of n.entries()) counts[first[group]!] = count
  // Joined with itself without repeats, every row finds its own group.
  const keysOnly = wasm.select(grouped, ['k', 'first'])
  const joined = wasm.join(frame, keysOnly, { on: ['k'] })
  assert.is(wasm.rows(joined), keys.length)
  for (const made of [frame, grouped, keysOnly, joined]) wasm.release(made)
  assert.is(loadKernels().arena.bytesInUse, before)
  return counts
}

/** The same by a Map of the keys' text. */
function countsByMap(keys: readonly unknown[]): bigint[] {
  const firsts = new Map<string, number>()
  const counts: bigint[] = new Array(keys.length).fill(0n)
  for (const [row, key] of keys.entries()) {
    const text = String(key)
    const first = firsts.get(text) ?? row
    firsts.set(text, first)
    counts[first]! += 1n
  }
  return counts
}

relational('hash tables grow, and hold keys that differ only in high bits, low bits or their last byte', () => {
  const random = generator(7)
  const sets: [DataType, unknown[]][] = [
    ['int64', Array.from({ length: many }, () => BigInt(Math.floor(random() * 2 ** 50)))],
    ['int64', Array.from({ length: many }, (_, row) => BigInt.asIntN(64, BigInt(row) << 47n))],
    ['int64', Array.from({ length: many }, (_, row) => BigInt(row) * 4096n * 65536n)],
    ['int64', Array.from({ length: many }, () => BigInt(Math.floor(random() * 30_000)))],
    ['float64', Array.from({ length: many }, (_, row) => 2 ** -(row % 1000) * (row + 1))],
    ['string', Array.from({ length: many }, (_, row) => `${'same start '.repeat(3)}${row % 40_000}`)],
    ['string', Array.from({ length: many }, (_, row) => 'x'.repeat(row % 300))],
  ]
  for (const [type, keys] of sets) assert.equal(countsBy(type, keys), countsByMap(keys))
})

relational('a key of several wide columns meets only equal keys', () => {
  const random = generator(11)
  const column = (type: DataType, name: string, value: () => unknown) =>
    columnFromValues(type, Array.from({ length: many }, value), name)
  const table = tableFromColumns(
    {
      a: column('int64', 'a', () => BigInt(Math.floor(random() * 200)) * 10n ** 15n),
      b: column('string', 'b', () => `b${Math.floor(random() * 200)}`),
      c: column('float32', 'c', () => Math.floor(random() * 3)),
    },
    many,
  )
  compare([table], (backend, [frame]) => backend.groupbyAgg(frame!, ['a', 'b', 'c'], { n: { fn: 'count' } }))
})

relational.run()
