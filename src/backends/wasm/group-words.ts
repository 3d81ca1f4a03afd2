import { nullFlags, valueWords, type Words } from './order-words.js'
import { presentIds } from './present-ids.js'
import type { WasmColumn } from './wasm-column.js'
import { wordsRange } from './word-stage.js'
import type { Workspace } from './workspace.js'

const greatestWord = (1n << 64n) - 1n

/**
 * Columns of words that tell a key's values apart, null among them. One column is enough: null is the word next to those of
 * the values, so that close values stay close. Only where these reach from the least word to the greatest are there flags.
 */
export function groupWords(work: Workspace, column: WasmColumn): Words[] {
  const words = valueWords(work, column)
  const { validity } = column.blocks()
  if (validity === null) return [words]
  const { length } = column
  const present = presentIds(work, [column], length)!
  const { least, range } = wordsRange(work, words, present, length)
  work.free(present)
  const next = least + range
  if (least === 0n && next > greatestWord) return [nullFlags(work, column, 'last')!, words]
  // A block with nulls has words of its own, which nothing flips.
  work.kernels.words_fill(words.block.offset, validity.offset, length, least > 0n ? least - 1n : next)
  return [words]
}
