// Strings as words: their hashes. Rows that got one id by their hash are then compared with the row where the id first
// appeared. `first` lists these rows by id; 0 means that an id is that row. `validity` 0 means that every row has a value.
import { bitAt } from './inline/bits'
import { equalBytes } from './inline/bytes'
import { markPresent } from './inline/presence'
import { hashText } from './keys'

@inline
export function sizeAt(offsets: usize, row: i32): i32 {
  const at = offsets + (<usize>row << 2)
  return load<i32>(at, 4) - load<i32>(at)
}

@inline
export function textAt(offsets: usize, bytes: usize, row: i32): usize {
  return bytes + load<i32>(offsets + (<usize>row << 2))
}

/** Writes the hashes of strings; rows without a value have 0. Another `salt` makes other hashes. */
export function words_text(offsets: usize, bytes: usize, validity: usize, salt: u64, row: i32, end: i32, out: usize): void {
  for (; row < end; row++) {
    const hash = hashText(textAt(offsets, bytes, row), sizeAt(offsets, row), salt)
    store<u64>(out + (<usize>row << 3), validity ? hash & (0 - <u64>bitAt(validity, row)) : hash)
  }
}

@inline
export function rowOf(id: i32, first: usize): i32 {
  return first ? load<i32>(first + (<usize>id << 2)) : id
}

/** Counts the rows that have an id but are not what the row is where it first appeared. */
export function count_unlike(
  offsets: usize, bytes: usize, validity: usize, ids: usize, first: usize, row: i32, end: i32,
): i32 {
  let count = 0
  for (; row < end; row++) {
    const id = load<i32>(ids + (<usize>row << 2))
    if (id < 0) continue
    const known = rowOf(id, first)
    const valid = validity ? bitAt(validity, row) : 1
    const size = sizeAt(offsets, row)
    const same = valid == (validity ? bitAt(validity, known) : 1) && (valid == 0 || (size == sizeAt(offsets, known)
      && equalBytes(textAt(offsets, bytes, row), textAt(offsets, bytes, known), size)))
    count += <i32>!same
  }
  return count
}

/** Takes the id from rows that are not what the known row is where it first appeared; then as a probe. */
export function drop_unlike(
  offsets: usize, bytes: usize, length: i32, knownOffsets: usize, knownBytes: usize, first: usize,
  ids: usize, present: usize,
): i32 {
  let found: i64 = 0
  for (let row = 0; row < length; row += 64, present += 8) {
    const block = ids + (<usize>row << 2)
    const lanes = min(64, length - row)
    for (let lane = 0; lane < lanes; lane++) {
      const at = block + (<usize>lane << 2)
      const id = load<i32>(at)
      // Any row stands in where there is none.
      const known = rowOf(max(id, 0), first)
      const size = sizeAt(offsets, row + lane)
      const same = size == sizeAt(knownOffsets, known)
        && equalBytes(textAt(offsets, bytes, row + lane), textAt(knownOffsets, knownBytes, known), size)
      store<i32>(at, select(id, -1, same))
    }
    found += markPresent(block, lanes, present)
  }
  return <i32>found
}
