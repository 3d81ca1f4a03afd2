// The hash tables of joins: sizes around those from which they are made of regions, keys that repeat, keys without a value,
// hashes that collide, and regions that get more than their share.
import type { Table } from 'apache-arrow'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { fixedWidthColumn } from '../../src/arrow/make-column.js'
import { tableFromColumns } from '../../src/arrow/table-from-columns.js'
import type { DataFrameBackend } from '../../src/backends/backend.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { joinTable } from '../../src/backends/wasm/dealt-table.js'
import { countedTable } from '../../src/backends/wasm/key-table.js'
import { presentWords } from '../../src/backends/wasm/order-words.js'
import { textStage } from '../../src/backends/wasm/text-stage.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import { WasmColumn } from '../../src/backends/wasm/wasm-column.js'
import { Workspace } from '../../src/backends/wasm/workspace.js'
import type { Column } from '../../src/column.js'
import { compareBits } from '../../src/testing/compare-bits.js'
import { loadKernels } from '../../src/wasm/load.js'
import { awaitThreads } from '../support/await-threads.js'

const js = new JsBackend()
const backends = [new WasmBackend({ threads: 1 }), new WasmBackend({ threads: 2, parallelRows: 1 })]

test.before(() => awaitThreads(loadKernels().pool))

type Key = (row: number) => number

const kinds: Readonly<Record<string, (rows: number, key: Key, nulls: boolean) => Record<string, Column>>> = {
  far: (rows, key, nulls) => ({ k: farKeys(rows, key, nulls) }),
  text: (rows, key, nulls) => ({
    k: column('string', rows, (row) => (nulls && row % 7 === 0 ? null : `k${key(row)}`.padStart(key(row) % 40, '-'))),
  }),
  pair: (rows, key, nulls) => ({
    k: farKeys(rows, (row) => Math.floor(key(row) / 10), nulls),
    l: farKeys(rows, (row) => key(row) % 10, false),
  }),
  'number and text': (rows, key, nulls) => ({
    k: farKeys(rows, (row) => key(row) % 100, nulls),
    l: column('string', rows, (row) => String(Math.floor(key(row) / 100))),
  }),
}

function column(type: 'string' | 'int64', rows: number, value: (row: number) => unknown): Column {
  return columnFromValues(
    type,
    Array.from({ length: rows }, (_, row) => value(row)),
    'key',
  )
}

function farKeys(rows: number, key: Key, nulls: boolean): Column {
  return column('int64', rows, (row) => (nulls && row % 5 === 0 ? null : BigInt(key(row)) * 1_000_003_000_001n))
}

const patterns: Readonly<Record<string, (rows: number) => Key>> = {
  distinct: () => (row) => row,
  shuffled: (rows) => (row) => (row * 7919) % rows,
  'in pairs': () => (row) => row >> 1,
  'one heavy': (rows) => (row) => (row % 2 === 0 ? 3 : rows + row),
}

function agree(left: Record<string, Column>, right: Record<string, Column>, on: string[], what: string): void {
  const [leftRows, rightRows] = [left.row!.length, right.p!.length]
  const tables = [tableFromColumns(left, leftRows), tableFromColumns(right, rightRows)] as const
  const join = <F extends object>(backend: DataFrameBackend<F>, how: 'left' | 'inner') => {
    const [l, r] = [backend.fromArrow(tables[0]), backend.fromArrow(tables[1])]
    const joined = backend.join(l, r, { on, how })
    const result = backend.toArrow(joined) as Table
    for (const frame of [l, r, joined]) backend.release(frame)
    return result
  }
  for (const how of ['left', 'inner'] as const) {
    const expected = join(js, how)
    for (const [index, backend] of backends.entries()) {
      const before = loadKernels().arena.bytesInUse
      assert.is(compareBits(join(backend, how), expected), null, `${what}, ${how}, ${index + 1} threads`)
      assert.is(loadKernels().arena.bytesInUse, before, `${what}: memory`)
    }
  }
}

for (const [kind, keysOf] of Object.entries(kinds)) {
  test(`joins on ${kind} keys around the size of a table of regions`, () => {
    for (const rows of [16_383, 16_384, 40_001]) {
      for (const [pattern, make] of Object.entries(patterns)) {
        for (const nulls of [false, true]) {
          // Left keys meet each right one about once, so that a heavy one's matches stay few.
          const left = { ...keysOf(999, (row) => row * 41 + 3, nulls), row: column('int64', 999, BigInt) }
          const right = { ...keysOf(rows, make(rows), nulls), p: column('int64', rows, (row) => BigInt(row)) }
          const on = Object.keys(right).filter((name) => name !== 'p')
          agree(left, right, on, `${kind} ${pattern} ${rows} ${nulls ? 'with nulls' : ''}`)
        }
      }
    }
  })
}

test('joins many rows by a table that the nearer caches do not hold', () => {
  const [rows, known] = [150_000, 90_000]
  const key = (row: number) => BigInt((row * 7919) % 100_003) * 1_000_003_000_001n
  const words = (count: number) => BigInt64Array.from({ length: count }, (_, row) => key(row))
  const numbers = (count: number) => BigInt64Array.from({ length: count }, (_, row) => BigInt(row))
  const wide = (values: BigInt64Array) => fixedWidthColumn('int64', values.length, values, null)
  agree(
    { k: wide(words(rows)), row: wide(numbers(rows)) },
    { k: wide(words(known)), p: wide(numbers(known)) },
    ['k'],
    'many',
  )
})

/** A workspace whose parallel kernels are watched. */
function watched(
  work: Workspace,
  parallel: (kernel: string, tasks: readonly (readonly (number | bigint)[])[], run: () => number[]) => number[],
): Workspace {
  return new Proxy(work, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target)
      if (name === 'parallel') {
        return (kernel: 'ids_region', tasks: never[]) => parallel(kernel, tasks, () => target.parallel(kernel, tasks))
      }
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const alone = { threads: 1, parallelRows: 20_000 }

for (const [kernel, count, sizeAt] of [
  ['ids_region', 2, 4],
  ['ids_quotients', 1, 8],
] as const) {
  test(`makes a larger table when a region gets more keys than its share, by ${kernel}`, () => {
    const rows = 20_000
    const keys = WasmColumn.fromSource(farKeys(rows, (row) => row >> 1, false))
    Workspace.run(alone, (plain) => {
      const sizes: number[] = []
      const work = watched(plain, (called, tasks, run) => {
        const counts = run()
        if (called !== kernel) return counts
        sizes.push(Number(tasks[0]![sizeAt]) + 1)
        return sizes.length < 3 ? counts.map(() => -1) : counts
      })
      const words = presentWords(plain, plain.own(keys))
      const table = joinTable(work, words, { ids: null, count }, rows)
      assert.equal(sizes, [sizes[0], 2 * sizes[0]!, 4 * sizes[0]!])
      assert.is(table.count, rows / 2)
      assert.equal(
        plain.arena.i32(table.ids),
        Int32Array.from({ length: rows }, (_, row) => row & ~1),
      )
    })
  })
}

test('stops at a region that is fuller than it may be', () => {
  Workspace.run(alone, (work) => {
    const [buckets, rows] = [8, 13]
    const [dealt, table, ids] = [work.bytes(16 * rows), work.bytes(32 * buckets), work.bytes(4 * rows)]
    const view = new DataView(work.arena.memory.buffer, dealt.offset)
    for (let row = 0; row < rows; row++) {
      view.setBigUint64(16 * row, BigInt(row), true)
      view.setInt32(16 * row + 8, row, true)
      view.setInt32(16 * row + 12, 0, true)
    }
    const end = dealt.offset + 16 * rows
    const number = (limit: number) =>
      work.kernels.ids_region(dealt.offset, end, table.offset, buckets - 1, buckets - 1, 0, limit, ids.offset)
    assert.is(number(12), -1)
    assert.is(number(13), 13)
    assert.is(number(15), 13)
  })
})

test('puts keys whose bucket is full beside the table, as far as there is room, and finds them there', () => {
  Workspace.run(alone, (work) => {
    const [bits, rows, spillBuckets] = [10, 1023, 256]
    const [words, dealt, ids] = [work.bytes(8 * rows), work.bytes(16 * rows), work.bytes(4 * rows)]
    const [table, spill] = [work.bytes(16 << bits), work.bytes(32 * spillBuckets)]
    const view = new DataView(work.arena.memory.buffer)
    for (let row = 0; row < rows; row++) {
      const key = BigInt(row) * 1_000_003n
      view.setBigInt64(words.offset + 8 * row, key, true)
      view.setBigInt64(dealt.offset + 16 * row, key, true)
      view.setBigInt64(dealt.offset + 16 * row + 8, BigInt(row), true)
    }
    const beside = [spill.offset, spillBuckets - 1, spillBuckets - 1] as const
    const given = [dealt.offset, dealt.offset + 16 * rows, table.offset, BigInt(bits), 1 << bits, 0] as const
    const number = (limit: number) => work.kernels.ids_quotients(...given, ...beside, limit, ids.offset)
    assert.is(number(rows), rows)
    const places = Array.from({ length: 2 * spillBuckets }, (_, place) => 32 * (place >> 1) + 8 * (place & 1) + 16)
    const spilt = places.filter((place) => view.getBigUint64(spill.offset + place, true) !== 0n).length
    assert.ok(spilt > rows / 20 && spilt < rows / 5, `${spilt}`)
    assert.is(number(spilt - 1), -1)
    assert.is(number(spilt), rows)

    const [found, present] = [work.bytes(4 * rows), work.bitmap(rows)]
    const probed = [words.offset, 0n, 0, rows, table.offset, bits] as const
    assert.is(work.kernels.probe_quotients(...probed, ...beside, found.offset, present.offset), rows)
    assert.equal(work.arena.i32(found), work.arena.i32(ids))
  })
})

test('joins on strings that differ in their length or in one byte only, short and long', () => {
  const spelt = (most: number) =>
    Array.from({ length: most + 1 }, (_, size) => [
      'a'.repeat(size),
      '\0'.repeat(size),
      ...Array.from({ length: size }, (_, at) => `${'a'.repeat(at)}b${'a'.repeat(size - at - 1)}`),
    ]).flat()
  const texts = (values: readonly (string | null)[]) => column('string', values.length, (row) => values[row])
  const numbers = (rows: number) => column('int64', rows, BigInt)
  const [left, short, long] = [[null, ...spelt(18)], spelt(15), [...spelt(16), null]]
  for (const right of [short, long, [...short, null]]) {
    agree(
      { k: texts(left), row: numbers(left.length) },
      { k: texts(right), p: numbers(right.length) },
      ['k'],
      `strings up to ${right.at(-1)?.length}`,
    )
  }
})

// Of short strings only those without a common tail can have one hash.
for (const [name, makeTable, rows, kernel, begin] of [
  ['counted', countedTable, 300, 'words_text', 'some more text '],
  ['counted, short ones', countedTable, 300, 'words_short', 'some text '],
  ['of regions', joinTable, 20_000, 'words_text', 'some more text '],
  ['of regions, short ones', joinTable, 20_000, 'words_short', 'some text '],
] as const) {
  test(`tells strings apart whose hashes collide, by a table ${name}`, () => {
    const text = (row: number) => `${begin}${row % (rows / 2)}`
    const known = WasmColumn.fromSource(column('string', rows, text))
    const others = WasmColumn.fromSource(
      column('string', 4, (row) => [text(1), begin, `${text(1)}2, which is much longer`, ''][row]),
    )
    Workspace.run(alone, (plain) => {
      const salts: bigint[] = []
      const work = watched(plain, (called, tasks, run) => {
        const results = run()
        if (called !== kernel) return results
        const [, , , salt, start, end, out] = tasks[0]!
        salts.push(salt as bigint)
        // The first hashes of the known side collide in pairs of neighbours, later ones of the other side with those of row 1.
        const words = new BigUint64Array(plain.arena.memory.buffer, Number(out), Number(end) - Number(start))
        if (salts.length === 1) words.fill(words[0]!, 0, 2)
        if (salts.length === 2) secret = words[1]!
        if (salts.length === 3) words.fill(secret)
        return results
      })
      let secret = 0n
      const stage = textStage(work, plain.own(known), { ids: null, count: 1 }, makeTable)
      assert.is(stage.count, rows / 2)
      const ids = plain.arena.i32(stage.ids)
      for (let row = 0; row < rows; row++) assert.is(ids[row], ids[row % (rows / 2)])
      const found = stage.probe(plain.own(others), null)
      assert.equal([...plain.arena.i32(found.ids)], [ids[1], -1, -1, -1])
      assert.is(found.count, 1)
      assert.is(plain.arena.u8(found.present)[0], 1)
      assert.equal(salts, [0n, 1n, 1n])
    })
  })
}

test.run()
