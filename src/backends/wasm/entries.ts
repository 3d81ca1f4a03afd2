import type { Block } from '../../wasm/arena.js'
import type { RowRange } from '../../wasm/row-ranges.js'
import type { Workspace } from './workspace.js'

/** Bytes of an entry: a word to sort by, an id, a row. */
export const entryBytes = 16

/** Rows to be put in order, with the words and ids that go with them. */
export interface Entries {
  readonly block: Block
  readonly count: number
}

/** The addresses of the first entry of a part and behind its last. */
export type Part = readonly [start: number, end: number]

/** Entries as several threads have made them: parts in order, with room between them. */
export interface FilledEntries {
  readonly block: Block
  readonly parts: readonly Part[]
  readonly state: WordState
}

/** The least and the greatest of the words, and whether they descend anywhere. */
export interface WordState {
  readonly least: bigint
  readonly greatest: bigint
  readonly descends: boolean
}

/** What a kernel that writes entries takes last: rows `row` to `end`, where to write, and where to report on the words. */
export type FillTask = readonly [row: number, end: number, out: number, state: number]

const stateBytes = 32

/** Writes entries of ranges of rows by kernels that return how many they wrote. */
export function fillEntries(
  work: Workspace,
  ranges: readonly RowRange[],
  fill: (tasks: readonly FillTask[]) => readonly number[],
): FilledEntries {
  const rows = ranges.reduce((sum, { length }) => sum + length, 0)
  const [block, states] = [work.bytes(entryBytes * rows), work.bytes(stateBytes * ranges.length)]
  const address = (row: number) => block.offset + entryBytes * row
  const counts = fill(
    ranges.map(({ start, length }, index) => [
      start,
      start + length,
      address(start),
      states.offset + stateBytes * index,
    ]),
  )
  const parts = ranges.map(({ start }, index): Part => [address(start), address(start + counts[index]!)])
  const state = joinStates(work, states, ranges.length)
  work.free(states)
  return { block, parts, state }
}

/** Gives entries that are in order already the words of a column in place of their own. */
export function refillEntries(work: Workspace, { block, count }: Entries, words: number, flip: bigint): FilledEntries {
  const ranges = work.ranges(count)
  const states = work.bytes(stateBytes * ranges.length)
  const parts = ranges.map(({ start, length }): Part => {
    const from = block.offset + entryBytes * start
    return [from, from + entryBytes * length]
  })
  work.parallel(
    'entries_words',
    parts.map((part, index) => [words, flip, ...part, states.offset + stateBytes * index]),
  )
  const state = joinStates(work, states, ranges.length)
  work.free(states)
  return { block, parts, state }
}

// Of no words the least is above the greatest.
function joinStates(work: Workspace, states: Block, count: number): WordState {
  const view = new DataView(work.arena.memory.buffer, states.offset, stateBytes * count)
  let [least, greatest, descends] = [(1n << 64n) - 1n, 0n, false]
  for (let at = 0; at < view.byteLength; at += stateBytes) {
    const [low, high] = [view.getBigUint64(at, true), view.getBigUint64(at + 8, true)]
    if (low > high) continue
    descends ||= view.getUint32(at + 16, true) !== 0 || low < greatest
    if (low < least) least = low
    if (high > greatest) greatest = high
  }
  return { least, greatest, descends }
}

/** Closes the gaps between parts. */
export function closeGaps(work: Workspace, { block, parts }: FilledEntries): Entries {
  const bytes = work.arena.u8(block)
  let next = 0
  for (const [start, end] of parts) {
    const from = start - block.offset
    if (from !== next) bytes.copyWithin(next, from, end - block.offset)
    next += end - start
  }
  return { block, count: next / entryBytes }
}
