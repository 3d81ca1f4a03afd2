// A third reading of the backend contract, by an engine that shares no code with the reference.
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import type { Aggregation, DataFrameBackend } from '../../src/backends/backend.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import { inferType } from '../../src/expr/infer.js'
import { parseExpression } from '../../src/expr/parse.js'
import { expressionToSql } from '../../src/expr/sql.js'
import { show } from '../../src/testing/assertion.js'
import { type ScalarType, scalarTypes, type Value } from '../../src/types.js'
import { fromDuckdb, query } from '../expr/duckdb.js'

fc.configureGlobal({ includeErrorInReport: true })

const backends: readonly DataFrameBackend[] = [new JsBackend(), new WasmBackend()]

type Columns = Readonly<Record<string, readonly [ScalarType, readonly Value[]]>>

const sqlTypes: Readonly<Record<ScalarType, string>> = {
  bool: 'BOOLEAN',
  int32: 'INTEGER',
  int64: 'BIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  string: 'VARCHAR',
  bytes: 'BLOB',
  timestamp: 'TIMESTAMP',
}

/** Few values of each type, so that keys meet. Sums of the floats are exact in every order. */
const pools: Readonly<Record<ScalarType, readonly Value[]>> = {
  bool: [true, false],
  int32: [0, -1, 7, 2 ** 31 - 1, -(2 ** 31)],
  int64: [0n, -1n, 7n, 2n ** 53n + 1n, 2n ** 53n],
  float32: [0, 0.5, -1.25, 1024, Number.NaN, Infinity],
  float64: [0, 0.5, -1.25, 1024, Number.NaN, -Infinity],
  string: ['', 'a', 'ab', 'b', 'é', '\uffff', '😀'],
  bytes: [Uint8Array.of(), Uint8Array.of(0), Uint8Array.of(0, 1), Uint8Array.of(255)],
  timestamp: [0n, -1n, 5_000_000n, 1_704_067_200_000_001n],
}

const finite: readonly Value[] = [0, 0.5, -1.25, 1024, 3]

function column(type: ScalarType, rows: number, pool: readonly Value[] = pools[type]) {
  const values = fc.array(fc.option(fc.constantFrom(...pool), { freq: 6 }), { minLength: rows, maxLength: rows })
  return values.map((list) => [type, list] as const)
}

/** Frames of some named columns and a row number. */
function frames(columns: (rows: number) => Readonly<Record<string, ReturnType<typeof column>>>): fc.Arbitrary<Columns> {
  return fc.nat(30).chain((rows) => {
    const row = fc.constant(['int64', Array.from({ length: rows }, (_, index) => BigInt(index))] as const)
    return fc.record({ row, ...columns(rows) }) as fc.Arbitrary<Columns>
  })
}

async function createTable(name: string, columns: Columns): Promise<void> {
  const entries = Object.entries(columns)
  const declared = entries.map(([column, [type]]) => `"${column}" ${sqlTypes[type]}`)
  await query(`CREATE OR REPLACE TEMP TABLE ${name} (${declared.join(', ')})`)
  const rows = entries[0]![1][1].map((_, row) => {
    const cells = entries.map(([, [type, values]]) => expressionToSql({ kind: 'literal', type, value: values[row]! }))
    return `(${cells.join(', ')})`
  })
  if (rows.length > 0) await query(`INSERT INTO ${name} VALUES ${rows.join(', ')}`)
}

function frame(backend: DataFrameBackend, columns: Columns): object {
  const entries = Object.entries(columns).map(
    ([name, [type, values]]) => [name, columnFromValues(type, values, name)] as const,
  )
  return backend.fromArrow(tableFromColumns(new Map(entries), entries[0]![1].length))
}

/** Compares what both backends make of an operation with the rows of a query. */
async function assertAgree(
  operate: (backend: DataFrameBackend) => object,
  sql: string,
  same: (a: Value, b: Value) => boolean = (a, b) => show(a) === show(b),
): Promise<void> {
  const rows = await query(sql)
  for (const backend of backends) {
    const columns = [...columnsFromTable(await backend.toArrow(operate(backend)))]
    const values = columns.map(([, ours]) => valuesOf(ours))
    assert.is(values[0]?.length, rows.length, `${backend.name}: rows of ${sql}`)
    columns.forEach(([name, { type }], index) => {
      rows.forEach((row, number) => {
        const theirs = fromDuckdb(row[index]!, type)
        const ours = values[index]![number]!
        assert.ok(
          same(ours, theirs),
          `${backend.name}, '${name}', row ${number}: ${show(ours)}, DuckDB ${show(theirs)}`,
        )
      })
    })
  }
}

const types = fc.array(fc.constantFrom(...scalarTypes), { minLength: 1, maxLength: 2 })
const names = (prefix: string, list: readonly unknown[]) => list.map((_, index) => `${prefix}${index}`)
const pick = (rows: number, prefix: string, list: readonly ScalarType[]) =>
  Object.fromEntries(list.map((type, index) => [`${prefix}${index}`, column(type, rows)]))

for (const how of ['inner', 'left'] as const) {
  test(`${how} joins`, async () => {
    const cases = types.chain((keys) => {
      const side = frames((rows) => pick(rows, 'k', keys))
      return fc.tuple(fc.constant(names('k', keys)), side, side)
    })
    await fc.assert(
      fc.asyncProperty(cases, async ([on, left, right]) => {
        await createTable('l', left)
        await createTable('r', right)
        const equal = on.map((key) => `l.${key} = r.${key}`).join(' AND ')
        await assertAgree(
          (backend) => backend.join(frame(backend, left), frame(backend, right), { on, how }),
          `SELECT l.*, r.row FROM l ${how} JOIN r ON ${equal} ORDER BY l.row, r.row`,
        )
      }),
      { numRuns: 60 },
    )
  })
}

const times = Array.from({ length: 8 }, (_, index) => BigInt(index) * 10n - 30n)

test('as-of joins with ties, tie breakers and ages', async () => {
  const cases = fc.array(fc.constantFrom(...scalarTypes), { maxLength: 2 }).chain((keys) => {
    const side = frames((rows) => ({
      ...pick(rows, 'k', keys),
      t: column('timestamp', rows, times),
      u: column('timestamp', rows, times),
    }))
    return fc.tuple(fc.constant(names('k', keys)), side, side, fc.constantFrom(0n, 10n, 25n), fc.boolean())
  })
  await fc.assert(
    fc.asyncProperty(cases, async ([on, left, right, ttl, breaks]) => {
      await createTable('l', left)
      await createTable('r', right)
      const equal = [...on.map((key) => `l.${key} = r.${key}`), 'r.t <= l.t']
      if (ttl > 0n) equal.push(`r.t >= l.t - INTERVAL ${ttl} MICROSECONDS`)
      const best = `ROW_NUMBER() OVER (PARTITION BY l.row ORDER BY r.t DESC NULLS LAST, ${breaks ? 'r.u DESC NULLS LAST, ' : ''}r.row DESC NULLS LAST)`
      await assertAgree(
        (backend) => {
          const options = { on, leftTime: 't', rightTime: 't', ttl, ...(breaks && { tieBreaker: 'u' }) }
          return backend.asofJoin(frame(backend, left), frame(backend, right), options)
        },
        `SELECT l.*, r.row, r.t, r.u FROM l LEFT JOIN r ON ${equal.join(' AND ')} QUALIFY ${best} = 1 ORDER BY l.row`,
      )
    }),
    { numRuns: 80 },
  )
})

test('as-of joins without ties, against ASOF JOIN', async () => {
  const side = frames((rows) => ({ k0: column('int32', rows, [1, 2]), t: column('timestamp', rows, times) }))
  await fc.assert(
    fc.asyncProperty(side, side, async (left, right) => {
      // The row's number makes each time of the right side another one, and keeps their order.
      const distinct = right.t![1].map((time, row) => (time === null ? null : (time as bigint) * 100n + BigInt(row)))
      const scaled = left.t![1].map((time) => (time === null ? null : (time as bigint) * 100n))
      const [one, two]: Columns[] = [
        { ...left, t: ['timestamp', scaled] },
        { ...right, t: ['timestamp', distinct] },
      ]
      await createTable('l', one!)
      await createTable('r', two!)
      await assertAgree(
        (backend) =>
          backend.asofJoin(frame(backend, one!), frame(backend, two!), { on: ['k0'], leftTime: 't', rightTime: 't' }),
        'SELECT l.*, r.row, r.t FROM l ASOF LEFT JOIN r ON l.k0 = r.k0 AND l.t >= r.t ORDER BY l.row',
      )
    }),
    { numRuns: 60 },
  )
})

/** A function's SQL over column x; sums of integers wrap. */
const aggregates: Readonly<Record<Aggregation['fn'], (x: string) => string>> = {
  sum: (x) => `sum(${x})`,
  mean: (x) => `avg(CAST(${x} AS DOUBLE))`,
  min: (x) => `min(${x})`,
  max: (x) => `max(${x})`,
  count: (x) => `count(${x})`,
  count_distinct: (x) => `count(DISTINCT ${x})`,
  std: (x) => `stddev_samp(CAST(${x} AS DOUBLE))`,
  var: (x) => `var_samp(CAST(${x} AS DOUBLE))`,
  first: (x) => `first(${x} ORDER BY row) FILTER (WHERE ${x} IS NOT NULL)`,
  last: (x) => `last(${x} ORDER BY row) FILTER (WHERE ${x} IS NOT NULL)`,
}

/** Equal, but for rounding where DuckDB adds in another order. */
function close(a: Value, b: Value): boolean {
  if (show(a) === show(b)) return true
  if (typeof a !== 'number' || typeof b !== 'number') return false
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
}

test('group-bys: every aggregate', async () => {
  const cases = types.chain((keys) =>
    fc.tuple(
      fc.constant(names('k', keys)),
      frames((rows) => ({
        ...pick(rows, 'k', keys),
        ...pick(rows, 'c', scalarTypes),
        f: column('float64', rows, finite),
        g: column('float32', rows, finite),
        n: column('int64', rows, [-5n, 0n, 3n, 1_000_000n]),
      })),
    ),
  )
  await fc.assert(
    fc.asyncProperty(cases, async ([keys, columns]) => {
      await createTable('l', columns)
      const aggregations = new Map<string, Aggregation>([['rows', { fn: 'count' }]])
      const sql = ['count(*)']
      for (const fn of Object.keys(aggregates) as Aggregation['fn'][]) {
        const numeric = ['sum', 'mean', 'std', 'var'].includes(fn)
        for (const column of numeric ? ['f', 'g', 'n', 'c1'] : [...names('c', scalarTypes), 'f']) {
          aggregations.set(`${fn} ${column}`, { fn, column })
          const type = fn === 'sum' && (column === 'n' || column === 'c1') ? 'BIGINT' : null
          sql.push(type === null ? aggregates[fn](column) : `CAST(${aggregates[fn](column)} AS ${type})`)
        }
      }
      await assertAgree(
        (backend) => backend.groupbyAgg(frame(backend, columns), keys, aggregations),
        `SELECT ${[...keys, ...sql].join(', ')} FROM l GROUP BY ${keys.join(', ')} ORDER BY min(row)`,
        close,
      )
    }),
    { numRuns: 60 },
  )
})

test('sorts by two keys, either way, nulls at either end', async () => {
  const key = fc.tuple(
    fc.constantFrom(...scalarTypes),
    fc.boolean(),
    fc.constantFrom('first' as const, 'last' as const),
  )
  const cases = fc.tuple(key, key).chain((keys) =>
    fc.tuple(
      fc.constant(keys),
      frames((rows) =>
        pick(
          rows,
          'o',
          keys.map(([type]) => type),
        ),
      ),
    ),
  )
  await fc.assert(
    fc.asyncProperty(cases, async ([keys, columns]) => {
      await createTable('l', columns)
      const order = keys.map(([, down, nulls], index) => `o${index} ${down ? 'DESC' : 'ASC'} NULLS ${nulls}`)
      await assertAgree(
        (backend) =>
          backend.sort(
            frame(backend, columns),
            keys.map(([, descending, nulls], index) => ({ column: `o${index}`, descending, nulls })),
          ),
        `SELECT * FROM l ORDER BY ${order.join(', ')}, row`,
      )
    }),
    { numRuns: 80 },
  )
})

test('duplicates', async () => {
  const cases = fc.tuple(types, types).chain(([keys, orders]) =>
    fc.tuple(
      fc.constant([names('k', keys), names('o', orders)] as const),
      frames((rows) => ({ ...pick(rows, 'k', keys), ...pick(rows, 'o', orders) })),
    ),
  )
  await fc.assert(
    fc.asyncProperty(cases, async ([[keys, orders], columns]) => {
      await createTable('l', columns)
      const order = [...orders.map((name) => `${name} DESC NULLS LAST`), 'row DESC'].join(', ')
      await assertAgree(
        (backend) => backend.dropDuplicates(frame(backend, columns), keys, orders),
        `SELECT * FROM l QUALIFY ROW_NUMBER() OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${order}) = 1 ORDER BY row`,
      )
    }),
    { numRuns: 80 },
  )
})

const conditions = [
  'c1 > 0 and c2 < 5',
  'c0 or c3 is null',
  "c5 >= 'ab' and not contains(c5, 'b')",
  'coalesce(c4, 1) * 2 > c3',
  "c7 < timestamp '2024-01-01' or c7 is null",
  'nullif(c1, 7) is null',
  'case when c0 then c3 else c4 end != 0',
  'length(c5) + c1 % 3 = 1',
]
const results = ['c3 + c3', 'idiv(c1, 3)', 'c2 * 3 - c1', "concat(c5, '!')", 'least(c3, c4)', 'c7 + 5', 'c6 = c6']

test('filters and expressions through SQL', async () => {
  const columns = frames((rows) => pick(rows, 'c', scalarTypes))
  const schema = Object.fromEntries(scalarTypes.map((type, index) => [`c${index}`, type]))
  const sqlOf = (text: string) => expressionToSql(inferType(parseExpression(text), schema))
  const computed = Object.fromEntries(results.map((text, index) => [`y${index}`, parseExpression(text)]))
  await fc.assert(
    fc.asyncProperty(columns, fc.constantFrom(...conditions), async (given, condition) => {
      await createTable('l', given)
      await assertAgree(
        (backend) => backend.withColumns(backend.filter(frame(backend, given), parseExpression(condition)), computed),
        `SELECT *, ${results.map(sqlOf).join(', ')} FROM l WHERE ${sqlOf(condition)} ORDER BY row`,
      )
    }),
    { numRuns: 80 },
  )
})

test.run()
