import type { Block } from '../../wasm/arena.js'
import type { GroupSlots } from './group-slots.js'
import { countedTable } from './key-table.js'
import { valueWords } from './order-words.js'
import { presentIds } from './present-ids.js'
import type { Selection } from './selection.js'
import { takeColumn, takeValidity } from './take.js'
import { textStage } from './text-stage.js'
import type { Coding, WasmColumn } from './wasm-column.js'
import type { Workspace } from './workspace.js'

/** How a column is kept by code, where working on its entries is less than on its rows; else null. */
export function codingOf({ coding, length }: WasmColumn): Coding | null {
  return coding && coding.words.length <= length ? coding : null
}

/** Of text by code, the entry that each row is. */
export function entriesOfRows({ codes, skipsFirst }: Coding): Selection {
  return { rows: codes.blocks().values!, length: codes.length, presence: null, skipsFirst }
}

/** Slots of the groups of text by code. */
export function codedSlots(work: Workspace, { codes, words }: Coding): GroupSlots {
  const { ids, count } = textStage(work, words, { ids: null, count: 1 }, countedTable)
  const rows = codes.blocks().values!
  if (count === words.length) return { ids: () => rows, slots: count, first: null }
  const slots = work.bytes(4 * codes.length)
  const tasks = work
    .ranges(codes.length)
    .map(({ start, length }) => [ids.offset, rows.offset + 4 * start, length, slots.offset + 4 * start] as const)
  work.parallel('take_present_32', tasks)
  return { ids: () => slots, slots: count, first: null }
}

/** A column whose values are equal just where those of a column of text by code are; another column as it is. */
export function groupColumn(work: Workspace, column: WasmColumn): WasmColumn {
  const coding = codingOf(column)
  if (!coding) return column
  const { ids } = textStage(work, coding.words, { ids: null, count: 1 }, countedTable)
  return ofRows(work, coding, besideWords(work, coding.words, 'int32', ids))
}

/** Which rows have a value, as bits; null where all have. */
export function presenceOf(work: Workspace, column: WasmColumn): Block | null {
  const coding = codingOf(column)
  return coding ? takeValidity(work, coding.words, entriesOfRows(coding)) : column.blocks().validity
}

/** A column that sorts as a column of text by code does; another column as it is. */
export function orderColumn(work: Workspace, column: WasmColumn): WasmColumn {
  const coding = codingOf(column)
  if (!coding) return column
  const { block } = valueWords(work, coding.words)
  return ofRows(work, coding, besideWords(work, coding.words, 'int64', block))
}

/** A key column of a join's one side, and that of the other. */
export type KeyPair = readonly [WasmColumn, WasmColumn]

/**
 * Key columns that match just where the given ones do: where either is text by code, both as numbers, of which the second
 * has -1 where it matches nothing.
 */
export function joinColumns(work: Workspace, pair: KeyPair): KeyPair {
  const [coding, otherCoding] = pair.map(codingOf)
  if (!coding && !otherCoding) return pair
  const [words, otherWords] = [coding?.words ?? pair[0], otherCoding?.words ?? pair[1]]
  const { ids, probe } = textStage(
    work,
    words,
    { ids: presentIds(work, [words], words.length), count: 1 },
    countedTable,
  )
  const found = probe(otherWords, presentIds(work, [otherWords], otherWords.length)).ids
  return [
    ofRows(work, coding, besideWords(work, words, 'int32', ids)),
    ofRows(work, otherCoding, work.column('int32', otherWords.length, { values: found })),
  ]
}

/** Values of the entries as a column, which is null where they are. */
function besideWords(work: Workspace, words: WasmColumn, type: 'int32' | 'int64', values: Block): WasmColumn {
  const known = words.blocks().validity
  const validity = known && work.bytes(known.byteLength)
  if (validity) work.arena.u8(validity).set(work.arena.u8(known!))
  return work.column(type, words.length, { values, validity })
}

/** Gives each row the value of its entry; a column that is not by code has one for each row. */
function ofRows(work: Workspace, coding: Coding | null | undefined, entries: WasmColumn): WasmColumn {
  if (!coding) return entries
  return takeColumn(work, entries, entriesOfRows(coding))
}
