import { isBytesType } from '../../arrow/make-column.js'
import type { Block } from '../../wasm/arena.js'
import { codedSlots, codingOf, groupColumn } from './coded-keys.js'
import { groupWords } from './group-words.js'
import { int64Survey, surveyedWords } from './int64-survey.js'
import type { Prior } from './key-stage.js'
import { countedTable } from './key-table.js'
import type { Words } from './order-words.js'
import { textStage } from './text-stage.js'
import type { WasmColumn } from './wasm-column.js'
import { wordStage, wordsRange } from './word-stage.js'
import type { Workspace } from './workspace.js'

/** Where the rows of a group-by are added up. */
export interface GroupSlots {
  /** The slot of each row, written when first asked for where it is the same for all. */
  readonly ids: () => Block
  /** More than any row's. */
  readonly slots: number
  /** The row where each slot's group first appeared, if slots are numbered in that order and none is empty. */
  readonly first: Block | null
}

/**
 * Slots of the rows' groups: null is a key like any other. Where the words of a key lie close together, a slot is how far
 * they are from the least, and no table is needed; else it is an id.
 */
export function groupSlots(work: Workspace, columns: readonly WasmColumn[], length: number): GroupSlots {
  if (columns.length === 0) return oneSlot(work, length)
  const only = columns.length === 1 ? codingOf(columns[0]!) : null
  if (only) return codedSlots(work, only)
  let prior: Prior = { ids: null, count: 1 }
  let first: Block | null = null
  const add = (stage: Prior & { first: Block | null }) => {
    prior = stage
    first = stage.first
  }
  for (const column of columns.map((column) => groupColumn(work, column))) {
    if (isBytesType(column.type)) add(textStage(work, column, prior, countedTable))
    else {
      for (const words of groupWords(work, column)) {
        add(wordSlots(work, words, prior, length, surveyedRange(work, column) ?? wordsRange(work, words, null, length)))
      }
    }
  }
  const { ids, count } = prior as Prior
  return { ids: () => ids!, slots: count, first }
}

function oneSlot(work: Workspace, length: number): GroupSlots {
  let ids: Block | null = null
  const makeIds = () => {
    ids ??= work.filled(4 * length, 0)
    return ids
  }
  return { ids: makeIds, slots: Math.min(length, 1), first: work.filled(4, 0) }
}

interface WordRange {
  readonly least: bigint
  readonly range: bigint
}

function surveyedRange(work: Workspace, column: WasmColumn): WordRange | null {
  const survey = int64Survey(work, column)
  return survey && { least: surveyedWords(survey).least, range: survey.greatest - survey.least + 1n }
}

function wordSlots(work: Workspace, words: Words, prior: Prior, length: number, { least, range }: WordRange) {
  const slots = range * BigInt(prior.count)
  // Each slot costs about what a row does.
  if (slots > BigInt(length + 1024)) return wordStage(work, words, prior, length)
  const ids = prior.ids ?? work.bytes(4 * length)
  const tasks = work.ranges(length).map(({ start, length }) => {
    const from = words.block.offset + 8 * start
    const to = ids.offset + 4 * start
    return [from, words.flip, least, Number(range), prior.ids ? to : 0, length, to] as const
  })
  work.parallel('ids_offsets', tasks)
  return { ids, count: Number(slots), first: null }
}
