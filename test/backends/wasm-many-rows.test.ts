import type { Table } from 'apache-arrow'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnsFromTable } from '../../src/arrow/table-from-columns.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import type { Column, ValueBuffer } from '../../src/column.js'
import { functions } from '../../src/expr/functions.js'
import type { TypedExpr } from '../../src/expr/ir.js'
import { compareBits } from '../../src/testing/compare-bits.js'
import { callsOf, expressionColumns } from '../../src/testing/differential/random-expressions.js'
import {
  type ColumnRecipe,
  columnRecipes,
  type FrameRecipe,
  makeTable,
} from '../../src/testing/differential/random-frames.js'
import {
  asofJoins,
  chains,
  groupings,
  joins,
  orderings,
  type RandomFrame,
} from '../../src/testing/differential/random-operations.js'
import {
  asofJoining,
  assertSameResult,
  chaining,
  computing,
  deduplicating,
  frameTable,
  grouping,
  joining,
  type Operation,
  sorting,
} from '../../src/testing/differential/run-operations.js'
import { dataTypes } from '../../src/types.js'
import { Size } from '../../src/wasm/abi.js'
import { loadKernels } from '../../src/wasm/load.js'
import { awaitThreads } from '../support/await-threads.js'
import { guardArena } from '../support/guarded-arena.js'

// What depends on many rows: that they are shared out, fetched ahead, dealt out by key, and that text outgrows what was
// estimated for it. MANY_ROWS_SEED runs a printed seed again, MANY_ROWS_CASES another number of cases of each kind.
const { MANY_ROWS_SEED, MANY_ROWS_CASES = 2 } = process.env
const seed = Number(MANY_ROWS_SEED ?? Math.floor(Math.random() * 2 ** 31))
console.log(`# many rows, seed ${seed}`)

const runtime = loadKernels()
const backends = [new WasmBackend({ threads: 2 }), new JsBackend()] as const
const overwritten = guardArena(runtime)
test.before(() => awaitThreads(runtime.pool))

/** Fails where an operation wrote to memory that is nobody's, or kept some. */
async function assertClean(run: () => void | Promise<void>): Promise<void> {
  const before = [runtime.arena.blocksInUse, runtime.arena.bytesInUse]
  await run()
  assert.is(overwritten(), null, 'it was overwritten')
  assert.equal([runtime.arena.blocksInUse, runtime.arena.bytesInUse], before, 'memory was kept')
}

// Columns of every type whose values, lengths and nulls are of another kind every so many rows.
const pieceRows = 1501
const manyRows = Size.AheadRows + 6 * Size.ChunkRows + 77

function patchwork(): Table {
  const recipes = fc.sample(columnRecipes('edge', 'any', 'ordinary', 'pool'), { seed, numRuns: 12 })
  const pieces = recipes.map((recipe, index) => {
    const other = recipes[(5 * index + 1) % recipes.length]!
    const plain = (given: ColumnRecipe, place: number) => ({ ...given, seed: given.seed + place, dictionary: null })
    const columns = dataTypes.flatMap((type, place) => {
      const [a, b] = expressionColumns(type)
      return [[a, [type, plain(recipe, place)]] as const, [b, [type, plain(other, place)]] as const]
    })
    return makeTable(Object.fromEntries(columns) as FrameRecipe, { length: pieceRows, lead: 0, trail: 0, cuts: [] })
  })
  const order = Array.from({ length: Math.ceil(manyRows / pieceRows) }, (_, place) => (place * 7) % pieces.length)
  const [first, ...rest] = order.map((index) => pieces[index]!)
  return first!.concat(...rest).slice(0, manyRows)
}

/** Whether two tables have the same bytes: sooner said than whether they have the same bits. */
function haveSameBytes(a: Table, b: Table): boolean {
  const others = columnsFromTable(b)
  return [...columnsFromTable(a)].every(([name, column]) => isSameColumn(column, others.get(name)!))
}

function isSameColumn(a: Column, b: Column): boolean {
  if (!isSameBuffer(a.validity, b.validity) || !isSameBuffer(a.values, b.values)) return false
  return isSameBuffer(a.offsets, b.offsets) && (a.items === null || isSameColumn(a.items, b.items!))
}

function isSameBuffer(a: ValueBuffer | null, b: ValueBuffer | null): boolean {
  if (a === null || b === null) return a === b
  const [left, right] = [a, b].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))
  return left!.equals(right!)
}

// With it there are outputs enough for a slow function to fetch them ahead.
const another: TypedExpr = {
  kind: 'call',
  fn: 'add',
  args: expressionColumns('float64').map((name) => ({ kind: 'column', name, type: 'float64' })),
  type: 'float64',
}

test('every function gives of many rows what it gives of few at a time', async () => {
  const table = patchwork()
  const step = 4999
  const starts = Array.from({ length: Math.ceil(manyRows / step) }, (_, index) => index * step)
  const single = new WasmBackend({ threads: 1 })
  const whole = [single, backends[0]].map((backend) => ({ backend, frame: backend.fromArrow(table) }))
  const slices = starts.map((start) => single.fromArrow(table.slice(start, start + step)))
  for (const [index, definition] of [...functions.values()].entries()) {
    const calls = definition.overloads.flatMap((overload) =>
      fc.sample(callsOf({ ...definition, overloads: [overload] }), { seed: seed + index, numRuns: 1 }),
    )
    const expressions = [...calls, another]
    const few = slices.map((slice) => tableOf(single, expressions, slice))
    const expected = few[0]!.concat(...few.slice(1))
    for (const { backend, frame } of whole) {
      const result = tableOf(backend, expressions, frame)
      if (haveSameBytes(result, expected)) continue
      const note = `${definition.name} on ${backend.threads} threads: ${fc.stringify(calls)}`
      assert.is(compareBits(result, expected), null, note)
    }
  }
  for (const slice of slices) single.release(slice)
  for (const { backend, frame } of whole) backend.release(frame)
  assert.is(overwritten(), null, 'it was overwritten')
})

function tableOf(backend: WasmBackend, expressions: readonly TypedExpr[], frame: object): Table {
  const computed = computing(expressions)(backend, [frame]) as ReturnType<WasmBackend['fromArrow']>
  const table = backend.toArrow(computed)
  backend.release(computed)
  return table
}

/** A frame of as many rows more, whose keys, but those of a group-by, mostly differ. */
function enlarged<F extends RandomFrame>(frame: F, rows: number, spreads: boolean): F {
  const recipe = Object.entries(frame.recipe).map(([name, [type, column]]) => {
    const spread = spreads && name.startsWith('k') ? rows >> 1 : column.spread
    const dictionary = column.dictionary && { ...column.dictionary, values: Math.max(spread, 12) }
    return [name, [type, { ...column, spread, dictionary }]]
  })
  return { ...frame, recipe: Object.fromEntries(recipe), shape: { ...frame.shape, length: frame.shape.length + rows } }
}

const counts = fc.constantFrom(20_000, 40_000, Size.AheadRows)
const fewerCounts = fc.constantFrom(100, 1 << 14, 50_000)

function family<T>(
  name: string,
  cases: fc.Arbitrary<T>,
  tables: (given: T) => Table[],
  operation: (given: T) => Operation,
) {
  test(`many rows give what they give in JS: ${name}`, async () => {
    const property = fc.asyncProperty(cases, (given) =>
      assertClean(() => assertSameResult(backends, tables(given), operation(given))),
    )
    const parameters = { seed, numRuns: Number(MANY_ROWS_CASES), interruptAfterTimeLimit: 60_000 }
    await fc.assert(property, { ...parameters, includeErrorInReport: true })
  })
}

function enlargedSides<T extends { readonly left: RandomFrame; readonly right: RandomFrame }>(cases: fc.Arbitrary<T>) {
  return fc.tuple(cases, counts, fewerCounts).map(([given, rows, others]) => ({
    ...given,
    left: enlarged(given.left, rows, true),
    right: enlarged(given.right, others, true),
  }))
}

function enlargedFrame<T extends RandomFrame>(cases: fc.Arbitrary<T>) {
  return fc.tuple(cases, counts, fc.boolean()).map(([given, rows, spreads]) => enlarged(given, rows, spreads))
}

family('joins', enlargedSides(joins), ({ left, right }) => [frameTable(left), frameTable(right)], joining)
family(
  'as-of joins',
  // Without keys, or with two alone, the reference would look at all pairs of rows.
  enlargedSides(asofJoins.filter(({ on, left }) => on.some((name) => left.recipe[name]![0] !== 'bool'))),
  ({ left, right }) => [frameTable(left), frameTable(right)],
  asofJoining,
)
family('group-bys', enlargedFrame(groupings), (frame) => [frameTable(frame)], grouping)
family('sorts', enlargedFrame(orderings), (frame) => [frameTable(frame)], sorting)
family('duplicates', enlargedFrame(orderings), (frame) => [frameTable(frame)], deduplicating)
family(
  'chains of operations',
  enlargedFrame(chains),
  (frame) => [frameTable(frame)],
  ({ steps }) => chaining(steps),
)

test.run()
