import type { Block } from '../../wasm/arena.js'
import type { Workspace } from './workspace.js'

/** Rows `start` to `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** One side of an as-of join in order of time. */
export interface TimeSide {
  readonly length: number
  /** The time of a row, as one side compares with the other. */
  time(row: number): bigint
}

/** Rows of both sides that are swept together. */
export interface TimeSlice {
  readonly left: Span
  readonly right: Span
}

/** A side whose times lie `step` 64-bit numbers apart: int64 columns, or entries, whose words are unsigned. */
export function sideOf(work: Workspace, times: Block, step: 1 | 2, length: number): TimeSide {
  const view =
    step === 1 ? work.arena.i64(times) : new BigUint64Array(work.arena.memory.buffer, times.offset, 2 * length)
  return { length, time: (row) => view[row * step]! }
}

/**
 * Cuts both sides at the same times, into a slice a thread: the right rows of a slice are not after the left rows of the
 * next, and those of the next are after its left rows. One slice where there are too few rows to share; none is shorter than
 * the table of `slots` keys that goes with it.
 */
export function timeSlices(work: Workspace, left: TimeSide, all: TimeSide, slots: number): readonly TimeSlice[] {
  const right = { time: all.time, length: upTo(all, left) }
  const rows = left.length + right.length
  const most = work.ranges(rows).length > 1 ? Math.min(work.threads, Math.floor(rows / slots)) : 1
  const parts = Math.max(1, most)
  const slices: TimeSlice[] = []
  let from = { left: 0, right: 0 }
  for (let part = 1; part <= parts; part++) {
    const to = part === parts ? { left: left.length, right: right.length } : cutAt(left, right, part / parts)
    slices.push({ left: { start: from.left, end: to.left }, right: { start: from.right, end: to.right } })
    from = to
  }
  return slices
}

/** How many right rows are not after the last left row. */
function upTo(right: TimeSide, left: TimeSide): number {
  return left.length === 0 ? 0 : countWhile(right, (time) => time <= left.time(left.length - 1))
}

// The longer side is cut evenly, the other where the time comes to.
function cutAt(left: TimeSide, right: TimeSide, fraction: number): { left: number; right: number } {
  if (left.length > right.length) {
    const row = Math.floor(left.length * fraction)
    return { left: row, right: row === 0 ? 0 : upTo(right, { ...left, length: row }) }
  }
  const row = Math.floor(right.length * fraction)
  return { left: row === right.length ? left.length : countWhile(left, (time) => time < right.time(row)), right: row }
}

/** How many rows from the first on hold a condition that no row holds behind one that does not. */
function countWhile({ length, time }: TimeSide, holds: (time: bigint) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(time(middle))) low = middle + 1
    else high = middle
  }
  return low
}
