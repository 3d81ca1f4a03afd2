import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { getBit, setBit } from '../../src/arrow/bitmap.js'
import type { Selection } from '../../src/backends/wasm/selection.js'
import { type Bitmap, takeBitmaps } from '../../src/backends/wasm/take-bits.js'
import { Workspace } from '../../src/backends/wasm/workspace.js'
import { loadKernels } from '../../src/wasm/load.js'
import { awaitThreads } from '../support/await-threads.js'

const { arena, kernels, pool } = loadKernels()
awaitThreads(pool)

const onOne = { threads: 1, parallelRows: 1 }
const onTwo = { threads: 2, parallelRows: 1 }

/** Scattered, so that neighbours differ. */
const scatter = (row: number) => Math.imul(row + 1, 2654435761) >>> 0

/** Bitmaps of every form: mixed ones, and such of which few bits are set, or few are not. */
const patterns: readonly ((entry: number) => boolean)[] = [
  (entry) => scatter(entry) % 3 > 0,
  () => false,
  () => true,
  (entry) => entry === 0,
  (entry) => entry !== 0,
  (entry) => entry % 40 === 7 && entry < 160,
  (entry) => !(entry % 40 === 7 && entry < 160),
  (entry) => entry % 40 === 7 && entry < 200,
]

/** Whole words, of which all bits behind the entries are set, as they may be. */
function bitmapOf(entries: number, isSet: (entry: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(entries / 64) * 8)
  for (let entry = 0; entry < 8 * bits.length; entry++) if (entry >= entries || isSet(entry)) setBit(bits, entry)
  return bits
}

function bitsOf(bitmap: Uint8Array): boolean[] {
  return Array.from({ length: 8 * bitmap.length }, (_, bit) => getBit(bitmap, bit))
}

test('bits are gathered alike from every form of a bitmap, at every length, alone and beside others', () => {
  for (const entries of [1, 8, 100, 127, 128, 129, 200, 1000]) {
    const sources = patterns.map((isSet) => bitmapOf(entries, isSet))
    const bitmaps = sources.map((source): Bitmap => ({ bits: arena.allocateCopy(source), length: entries }))
    for (const length of [0, 1, 15, 16, 17, 63, 64, 65, 129, 1000, 2048, 4500]) {
      for (const missing of [0, 7]) {
        const rows = Int32Array.from({ length }, (_, row) =>
          missing > 0 && scatter(row) % missing === 0 ? -1 : scatter(row) % entries,
        )
        const expected = sources.map((source) =>
          Array.from(
            { length: Math.ceil(length / 64) * 64 },
            (_, row) => (rows[row] ?? -1) >= 0 && getBit(source, rows[row]!),
          ),
        )
        const selection: Selection = {
          rows: arena.allocateCopy(rows),
          length,
          presence: missing > 0 ? arena.allocateCopy(bitmapOf(length, (row) => rows[row]! >= 0)) : null,
        }
        for (const parallelism of [onOne, onTwo]) {
          for (const [index, bitmap] of bitmaps.entries()) {
            const other = (index + 3) % bitmaps.length
            Workspace.run(parallelism, (work) => {
              const alone = takeBitmaps(work, [bitmap], selection)
              assert.equal(
                alone.taken.map((block) => bitsOf(arena.u8(block))),
                [expected[index]],
              )
              assert.is(alone.set, expected[index]!.filter(Boolean).length)
              const beside = takeBitmaps(work, [bitmap, bitmaps[other]!], selection)
              assert.equal(
                beside.taken.map((block) => bitsOf(arena.u8(block))),
                [expected[index], expected[other]],
              )
              assert.is(beside.set, expected[other]!.filter(Boolean).length)
            })
          }
        }
        arena.free(selection.rows)
        if (selection.presence) arena.free(selection.presence)
      }
    }
    for (const { bits } of bitmaps) arena.free(bits)
  }
})

test('the bits that are set are listed, or else those that are not, or neither', () => {
  const out = arena.allocate(32)
  for (const length of [0, 1, 5, 63, 64, 65, 127, 500]) {
    for (const isSet of patterns) {
      const bits = arena.allocateCopy(bitmapOf(length, isSet))
      const numbers = Array.from({ length }, (_, entry) => entry)
      const [set, unset] = [numbers.filter(isSet), numbers.filter((entry) => !isSet(entry))]
      const found = kernels.list_bits(bits.offset, length, 4, out.offset)
      if (set.length <= 4) assert.equal([found, ...arena.i32(out).slice(0, found)], [set.length, ...set])
      else if (unset.length <= 4) assert.equal([~found, ...arena.i32(out).slice(0, ~found)], [unset.length, ...unset])
      else assert.ok(found > 4)
      arena.free(bits)
    }
  }
  arena.free(out)
})

test.run()
