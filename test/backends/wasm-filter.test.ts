import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import { expr } from '../../src/expr/expr.js'
import type { Block } from '../../src/wasm/arena.js'
import { loadKernels } from '../../src/wasm/load.js'
import { awaitThreads } from '../support/await-threads.js'

const { arena, kernels, pool } = loadKernels()
awaitThreads(pool)

const backends = [new WasmBackend({ threads: 1 }), new WasmBackend({ threads: 2, parallelRows: 1 })]

/** Scattered, so that neighbours differ. */
const scatter = (row: number) => ((row * 2654435761) >>> 0) / 2 ** 32

test('keeps the rows that hold, in order, at every length and share, on one thread and on two', () => {
  for (const length of [0, 1, 7, 63, 64, 65, 127, 511, 513, 1025, 4099]) {
    const rows = Array.from({ length }, (_, row) => row)
    const columns = {
      x: columnFromValues('float64', rows.map(scatter), 'x'),
      n: columnFromValues('int32', rows, 'n'),
      l: columnFromValues(
        'int64',
        rows.map((row) => (row % 5 === 0 ? null : BigInt(row))),
        'l',
      ),
      f: columnFromValues(
        'bool',
        rows.map((row) => (row % 7 === 0 ? null : row % 2 === 0)),
        'f',
      ),
      s: columnFromValues(
        'string',
        rows.map((row) => (row % 3 === 0 ? null : `${row}`)),
        's',
      ),
    }
    for (const share of [0, 0.01, 0.5, 0.99, 1]) {
      const kept = rows.filter((row) => scatter(row) < share)
      const known = kept.filter((row) => row % 7 !== 0 && row % 2 === 0)
      for (const backend of backends) {
        const frame = backend.fromArrow(tableFromColumns(columns, length))
        const some = backend.filter(frame, expr`x < ${share}`)
        const result = columnsFromTable(backend.toArrow(some))
        const values = (name: string) => valuesOf(result.get(name)!)
        assert.equal(values('n'), kept)
        assert.equal(
          values('l'),
          kept.map((row) => (row % 5 === 0 ? null : BigInt(row))),
        )
        assert.equal(
          values('f'),
          kept.map((row) => (row % 7 === 0 ? null : row % 2 === 0)),
        )
        assert.equal(
          values('s'),
          kept.map((row) => (row % 3 === 0 ? null : `${row}`)),
        )
        const flagged = backend.filter(some, expr`f`)
        assert.equal(valuesOf(columnsFromTable(backend.toArrow(flagged)).get('n')!), known)
        for (const made of [frame, some, flagged]) backend.release(made)
      }
    }
  }
})

test('a column of two names is gathered once, and given back once', () => {
  for (const backend of backends) {
    const before = arena.blocksInUse
    const x = columnFromValues('float64', [3, null, 1, 2], 'x')
    const frame = backend.fromArrow(tableFromColumns({ x }, 4))
    const named = backend.withColumns(frame, { y: expr`x` })
    const kept = backend.filter(named, expr`x > 1`)
    assert.is(kept.column('x'), kept.column('y'))
    assert.equal(valuesOf(columnsFromTable(backend.toArrow(kept)).get('y')!), [3, 2])
    const none = backend.filter(backend.select(frame, []), expr`1 > 2`)
    assert.is(backend.rows(none), 0)
    for (const made of [frame, named, kept, none]) backend.release(made)
    assert.is(arena.blocksInUse, before)
  }
})

test('what nobody writes behind a range of a filter stays: another thread may have written it', () => {
  const length = 200
  const values = arena.allocateCopy(Float64Array.from({ length }, (_, row) => row + 0.5))
  const narrow = arena.allocateCopy(Int32Array.from({ length }, (_, row) => -row))
  const bits = arena.allocateCopy(new Uint8Array(Math.ceil(length / 64) * 8).fill(0b0101_1010))
  const [rows, wide, small] = [4, 8, 4].map((bytes) => arena.allocate(bytes * length)) as [Block, Block, Block]
  const columns = arena.allocateCopy(Uint32Array.of(values.offset, 3, wide.offset, narrow.offset, 2, small.offset))
  arena.i32(rows).fill(-7)
  arena.f64(wide).fill(-7)
  arena.i32(small).fill(-7)
  const count = kernels.count_rows(bits.offset + 8, 0, 70)
  kernels.filter_rows(columns.offset, 2, bits.offset + 8, 0, 64, 70, rows.offset, 5, count)
  const chosen = Array.from({ length: 70 }, (_, at) => 64 + at).filter((row) => (0b0101_1010 >> (row & 7)) & 1)
  const around = (kept: number[]) => [...Array(5).fill(-7), ...kept, ...Array(length - 5 - kept.length).fill(-7)]
  assert.is(count, chosen.length)
  assert.equal([...arena.i32(rows)], around(chosen))
  assert.equal([...arena.f64(wide)], around(chosen.map((row) => row + 0.5)))
  assert.equal([...arena.i32(small)], around(chosen.map((row) => -row)))
  for (const block of [values, narrow, bits, rows, wide, small, columns]) arena.free(block)
})

test('a range of selected rows ends where it must: behind it are those of another thread', () => {
  const bits = arena.allocate(512)
  const rows = arena.allocate(4 * 4096 + 64)
  for (const byte of [0x00, 0x01, 0x80, 0x5a, 0xff]) {
    arena.u8(bits).fill(byte)
    for (const length of [1, 63, 64, 65, 200, 4000]) {
      const count = kernels.count_rows(bits.offset, 0, length)
      arena.i32(rows).fill(-7)
      kernels.select_rows(bits.offset, 0, 100, length, rows.offset, count)
      const expected = Array.from({ length }, (_, row) => row).filter((row) => (byte >> (row & 7)) & 1)
      assert.equal(
        [...arena.i32(rows).subarray(0, count)],
        expected.map((row) => row + 100),
      )
      assert.is(arena.i32(rows)[count], -7)
    }
  }
  arena.free(bits)
  arena.free(rows)
})

test('gathers by rows that may be missing give zeros for them', () => {
  const values = arena.allocateCopy(Float64Array.from({ length: 50 }, (_, row) => row + 0.5))
  for (const length of [0, 1, 3, 4, 5, 50]) {
    const chosen = Int32Array.from({ length }, (_, at) => (at % 3 === 1 ? -1 : (at * 7) % 50))
    const rows = arena.allocateCopy(chosen)
    const out = arena.allocate(8 * length + 8)
    arena.f64(out).fill(-1)
    kernels.take_64(values.offset, rows.offset, length, out.offset)
    assert.equal([...arena.f64(out)], [...[...chosen].map((row) => (row < 0 ? 0 : row + 0.5)), -1])
    arena.free(rows)
    arena.free(out)
  }
  arena.free(values)
})

test('batches leave nothing behind: memory is what two batches took, and at its peak holds little beside columns', () => {
  for (const backend of backends) {
    const input = (batch: number) => {
      const rows = Array.from({ length: 4000 }, (_, row) => row)
      const columns = {
        k: columnFromValues(
          'int64',
          rows.map((row) => BigInt((row * 7 + batch) % 100)),
          'k',
        ),
        a: columnFromValues(
          'float64',
          rows.map((row) => scatter(row + batch)),
          'a',
        ),
        s: columnFromValues(
          'string',
          rows.map((row) => `row ${row % 10}`),
          's',
        ),
      }
      return backend.fromArrow(tableFromColumns(columns, rows.length))
    }
    const other = backend.groupbyAgg(input(0), ['k'], { mean: { fn: 'mean', column: 'a' } })
    const before = arena.bytesInUse
    let [live, peak] = [0, 0]
    const allocate = arena.allocate
    arena.allocate = (byteLength) => {
      const block = allocate.call(arena, byteLength)
      peak = Math.max(peak, arena.bytesInUse - before)
      return block
    }
    let reserved = 0
    for (let batch = 0; batch < 20; batch++) {
      const frame = input(batch)
      const kept = backend.filter(frame, expr`a < 0.5`)
      const computed = backend.withColumns(kept, { b: expr`a * 2 + log1p(a)`, t: expr`upper(s)` })
      const joined = backend.join(computed, other, { on: ['k'], how: 'left' })
      const grouped = backend.groupbyAgg(joined, ['k'], { total: { fn: 'sum', column: 'b' } })
      live = Math.max(live, arena.bytesInUse - before)
      for (const made of [frame, kept, computed, joined, grouped]) backend.release(made)
      assert.is(arena.bytesInUse, before)
      if (batch === 2) reserved = arena.memory.buffer.byteLength
      if (batch > 2) assert.is(arena.memory.buffer.byteLength, reserved)
    }
    arena.allocate = allocate
    assert.ok(peak <= 3 * live, `${peak} bytes at the peak, ${live} in columns`)
    backend.release(other)
  }
})

test.run()
