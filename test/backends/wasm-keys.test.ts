import type { Table } from 'apache-arrow'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { fixedWidthColumn } from '../../src/arrow/make-column.js'
import { tableFromColumns } from '../../src/arrow/table-from-columns.js'
import type { Aggregation, DataFrameBackend, JoinType } from '../../src/backends/backend.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import type { Column } from '../../src/column.js'
import { compareBits } from '../../src/testing/compare-bits.js'
import type { DataType } from '../../src/types.js'
import { loadKernels } from '../../src/wasm/load.js'
import { awaitThreads } from '../support/await-threads.js'

const keys = suite('wasm backend, keys of joins and groups around every threshold')
const js = new JsBackend()
const backends = [new WasmBackend({ threads: 1 }), new WasmBackend({ threads: 2, parallelRows: 1 })]
const seed = Number(process.env.KEYS_SEED ?? Date.now() % 1_000_000)
console.log(`# KEYS_SEED=${seed}`)

keys.before(() => awaitThreads(loadKernels().pool))

// Around a lane of 4 rows, a block of 64, and beyond what small hash tables begin with.
const lengths = [0, 1, 3, 4, 5, 63, 64, 65, 127, 129, 1023, 1025, 2500]

let state = seed + 1
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}

const below = (bound: number) => Math.floor(random() * bound)

/** How key number `n` is written; near ones lie close together, far ones differ in their upper bits alone; all have
 * the least and the greatest word among them. */
const kinds: Readonly<Record<string, { readonly type: DataType; readonly key: (n: number) => unknown }>> = {
  near: { type: 'int64', key: (n) => BigInt(n) - 40n },
  far: { type: 'int64', key: (n) => BigInt.asIntN(64, BigInt(n) << 40n) },
  ends: { type: 'int64', key: (n) => (n % 2 === 0 ? 2n ** 63n - 1n - BigInt(n) : BigInt(n) - 2n ** 63n) },
  all: { type: 'int64', key: (n) => (n < 2 ? 2n ** 63n * BigInt(n) - BigInt(n) : n === 2 ? -(2n ** 63n) : BigInt(n)) },
  narrow: { type: 'int32', key: (n) => n - 3 },
  float: { type: 'float64', key: (n) => (n === 0 ? -0 : n / 8) },
  text: { type: 'string', key: (n) => `user_${String(n).padStart(n % 3 === 0 ? 9 : 4, '0')}` },
  blank: { type: 'string', key: (n) => '\u0000'.repeat(n % 40) },
}

/** Patterns of key numbers: all alike, all different, one heavy key, few, and a long tail. */
const patterns: Readonly<Record<string, (row: number, rows: number) => number>> = {
  same: () => 7,
  distinct: (row) => row,
  heavy: (_, rows) => (random() < 0.9 ? 3 : below(rows)),
  few: () => below(5),
  tail: (_, rows) => Math.floor(rows ** random()),
}

function keyColumn(kind: string, pattern: string, rows: number, nulls: number): Column {
  const { type, key } = kinds[kind]!
  const make = patterns[pattern]!
  return columnFromValues(
    type,
    Array.from({ length: rows }, (_, row) => (random() < nulls ? null : key(make(row, rows)))),
    'key',
  )
}

function numbers(type: 'int32' | 'int64' | 'float32' | 'float64', rows: number, nulls: number): Column {
  const pools = {
    int32: [2147483647, -2147483648, 0, 5],
    int64: [2n ** 63n - 1n, -(2n ** 63n), 1n, 2n ** 53n + 1n],
    float32: [-0, 1e-45, 3.4e38, 0.1],
    float64: [-0, 1e300, -1e300, 0.1, 1e-9],
  }
  const pool = pools[type]
  return columnFromValues(
    type,
    Array.from({ length: rows }, () => (random() < nulls ? null : pool[below(pool.length)])),
    'key',
  )
}

function tableOf(columns: Readonly<Record<string, Column>>, rows: number): Table {
  return tableFromColumns(new Map(Object.entries(columns)), rows)
}

/** Runs an operation on the reference and on one and two threads. */
function agree(
  tables: readonly Table[],
  operation: <F extends object>(backend: DataFrameBackend<F>, frames: F[]) => F,
  what: string,
): void {
  const expected = js.toArrow(
    operation(
      js,
      tables.map((table) => js.fromArrow(table)),
    ),
  )
  for (const [index, backend] of backends.entries()) {
    const before = loadKernels().arena.bytesInUse
    const frames = tables.map((table) => backend.fromArrow(table))
    const result = operation(backend, frames)
    assert.is(compareBits(backend.toArrow(result), expected), null, `${what}, ${index + 1} threads`)
    for (const frame of [...frames, result]) backend.release(frame)
    assert.is(loadKernels().arena.bytesInUse, before, `${what}: memory`)
  }
}

/** Every pattern keeps its output small: a repeated right key meets few left rows, or the other way round. */
function sides(pattern: string): readonly (readonly [left: string, right: string])[] {
  if (pattern === 'distinct' || pattern === 'few') return [[pattern, 'distinct']]
  return [
    [pattern, 'distinct'],
    ['distinct', pattern],
  ]
}

for (const kind of Object.keys(kinds)) {
  for (const how of ['left', 'inner'] as const satisfies JoinType[]) {
    keys(`${how} join on ${kind} keys in every pattern`, () => {
      for (const [leftPattern, rightPattern] of Object.keys(patterns).flatMap(sides)) {
        for (const rows of lengths) {
          const nulls = [0, 0.1, 1][below(3)]!
          const [leftRows, rightRows] = [rows, lengths[below(lengths.length)]!]
          const row = numbers('int32', leftRows, 0)
          const left = tableOf({ k: keyColumn(kind, leftPattern, leftRows, nulls), row }, leftRows)
          const right = { k: keyColumn(kind, rightPattern, rightRows, nulls), p: numbers('float64', rightRows, 0.2) }
          agree(
            [left, tableOf(right, rightRows)],
            (backend, [l, r]) => backend.join(l!, r!, { on: ['k'], how }),
            `${kind} ${leftPattern} ${leftRows} x ${rightPattern} ${rightRows}, nulls ${nulls}`,
          )
        }
      }
    })
  }

  keys(`groups of ${kind} keys in every pattern`, () => {
    for (const pattern of Object.keys(patterns)) {
      for (const rows of lengths) {
        const type = (['int32', 'int64', 'float32', 'float64'] as const)[below(4)]!
        const [keyNulls, valueNulls] = [[0, 0, 0.2][below(3)]!, [0, 0.1, 1][below(3)]!]
        const columns = { k: keyColumn(kind, pattern, rows, keyNulls), v: numbers(type, rows, valueNulls) }
        agree(
          [tableOf(columns, rows)],
          (backend, [t]) => backend.groupbyAgg(t!, ['k'], allAggregates),
          `${kind} ${pattern} ${rows} of ${type}, nulls ${keyNulls} and ${valueNulls}`,
        )
      }
    }
  })
}

const allAggregates: Record<string, Aggregation> = {
  rows: { fn: 'count' },
  values: { fn: 'count', column: 'v' },
  total: { fn: 'sum', column: 'v' },
  average: { fn: 'mean', column: 'v' },
  spread: { fn: 'std', column: 'v' },
  least: { fn: 'min', column: 'v' },
  last: { fn: 'last', column: 'v' },
  different: { fn: 'count_distinct', column: 'v' },
}

keys('each aggregate alone finds the groups and their order', () => {
  for (const [name, aggregation] of Object.entries(allAggregates)) {
    for (const kind of ['near', 'far', 'text']) {
      const columns = { k: keyColumn(kind, 'tail', 700, 0), v: numbers('float64', 700, 0.3) }
      agree([tableOf(columns, 700)], (backend, [t]) => backend.groupbyAgg(t!, ['k'], { [name]: aggregation }), name)
    }
  }
})

keys('keys of two columns, near, far and text in any order', () => {
  const names = Object.keys(kinds)
  for (const first of names) {
    for (const second of names) {
      const rows = 600
      const make = (pattern: string) => ({
        a: keyColumn(first, 'few', rows, 0.05),
        k: keyColumn(second, pattern, rows, 0.05),
        v: numbers('int64', rows, 0.1),
      })
      const [left, right] = [make('few'), make('distinct')]
      agree(
        [tableOf(left, rows), tableOf({ ...right, p: right.v }, rows)],
        (backend, [l, r]) => backend.join(l!, r!, { on: ['a', 'k'], how: 'left' }),
        `${first} and ${second}`,
      )
      agree([tableOf(left, rows)], (backend, [t]) => backend.groupbyAgg(t!, ['a', 'k'], allAggregates), 'two keys')
    }
  }
})

keys('hash tables grow by what their first rows foretell, also where that is wrong', () => {
  const rows = 60_000
  const orders: Record<string, (row: number) => number> = {
    'all distinct': (row) => row,
    'few at first': (row) => (row < 30_000 ? row % 10 : row),
    'few in the end': (row) => (row < 9000 ? row : row % 100),
  }
  for (const [what, order] of Object.entries(orders)) {
    for (const kind of ['far', 'text']) {
      const { type, key } = kinds[kind]!
      const values = Array.from({ length: rows }, (_, row) => key(order(row)))
      const table = tableOf({ k: columnFromValues(type, values, 'key'), v: numbers('int32', rows, 0) }, rows)
      agree([table], (backend, [t]) => backend.groupbyAgg(t!, ['k'], { total: { fn: 'sum', column: 'v' } }), what)
    }
  }
})

keys('columns gathered side by side hold what each holds when gathered alone', () => {
  const [rows, sourceRows] = [1_100_000, 540_000]
  const wide = (shift: number) => BigInt64Array.from({ length: sourceRows }, (_, row) => BigInt(row + shift))
  const right = {
    k: fixedWidthColumn('int64', sourceRows, wide(0), null),
    a: fixedWidthColumn('int64', sourceRows, wide(17), null),
    b: numbersWithNulls(sourceRows),
    c: fixedWidthColumn('timestamp', sourceRows, wide(-5), null),
  }
  const found = BigInt64Array.from({ length: rows }, () => BigInt(below(sourceRows * 1.1)))
  const left = { k: fixedWidthColumn('int64', rows, found, null) }
  for (const backend of backends) {
    const [l, r] = [backend.fromArrow(tableOf(left, rows)), backend.fromArrow(tableOf(right, sourceRows))]
    const together = backend.join(l, r, { on: ['k'], how: 'left' })
    for (const name of ['a', 'b', 'c']) {
      const alone = backend.join(l, backend.select(r, ['k', name]), { on: ['k'], how: 'left' })
      const same = compareBits(
        backend.toArrow(backend.select(together, [name])),
        backend.toArrow(backend.select(alone, [name])),
      )
      assert.is(same, null, name)
    }
  }
})

function numbersWithNulls(rows: number): Column {
  const validity = Uint8Array.from({ length: Math.ceil(rows / 8) }, () => below(256))
  return fixedWidthColumn(
    'float64',
    rows,
    Float64Array.from({ length: rows }, () => random()),
    validity,
  )
}

keys.run()
