import type { Block } from '../../wasm/arena.js'
import { type Words, wordsTable } from './order-words.js'
import type { Workspace } from './workspace.js'

const histogramBytes = 8 * 256 * 4

/**
 * Lists the rows in ascending order of columns of words, the most significant first, stably; null where they are in that
 * order already.
 */
export function sortOrder(work: Workspace, columns: readonly Words[], length: number): Block | null {
  const { kernels } = work
  const table = wordsTable(work, columns)
  if (kernels.words_sorted(table.offset, columns.length, length) !== 0) return null
  const rows = work.bytes(4 * length)
  kernels.fill_sequence(0, length, rows.offset)
  const [keys, spareKeys] = [work.bytes(8 * length), work.bytes(8 * length)]
  const [spareRows, histograms] = [work.bytes(4 * length), work.bytes(histogramBytes)]
  // Stable passes from the least significant column to the most.
  for (const { block, flip } of columns.toReversed()) {
    kernels.sort_words(
      block.offset,
      flip,
      rows.offset,
      length,
      keys.offset,
      spareKeys.offset,
      spareRows.offset,
      histograms.offset,
    )
  }
  for (const block of [keys, spareKeys, spareRows, histograms]) work.free(block)
  return rows
}
