// Ids by a hash table of strings: as of words (word-ids), where the word is the string's hash, and rows whose hash is
// found are then compared with the row where the id first appeared. `scratch` holds a block's hashes (64 u64) before what
// hash-block keeps there.
import { bitAt } from './inline/bits'
import { equalBytes } from './inline/bytes'
import { markPresent } from './inline/presence'
import { lookAround } from './hash-block'
import { hashText, priorAt } from './keys'

const slotsAt: usize = 512

// The bytes of a row; none where it has no value.
@inline
function sizeAt(offsets: usize, validity: usize, row: i32): i32 {
  const at = offsets + (<usize>row << 2)
  const size = load<i32>(at, 4) - load<i32>(at)
  return validity ? size * <i32>bitAt(validity, row) : size
}

@inline
function hashRows(offsets: usize, bytes: usize, validity: usize, row: i32, lanes: i32, hashes: usize): void {
  for (let lane = 0; lane < lanes; lane++) {
    const from = load<i32>(offsets + (<usize>(row + lane) << 2))
    store<u64>(hashes + (<usize>lane << 3), hashText(bytes + from, sizeAt(offsets, validity, row + lane)))
  }
}

/** Says whether a string is that of a known row. */
@inline
function isKnown(
  text: usize, size: i32, id: i32, knownOffsets: usize, knownBytes: usize, knownValidity: usize, first: usize,
): bool {
  const row = load<i32>(first + (<usize>id << 2))
  return sizeAt(knownOffsets, knownValidity, row) == size
    && equalBytes(knownBytes + load<i32>(knownOffsets + (<usize>row << 2)), text, size)
}

/** The bits of the rows that got an id by their hash but are another string. */
@inline
function unlike(
  offsets: usize, bytes: usize, validity: usize, row: i32, lanes: i32, ids: usize,
  knownOffsets: usize, knownBytes: usize, knownValidity: usize, first: usize,
): u64 {
  let bits: u64 = 0
  for (let lane = 0; lane < lanes; lane++) {
    const id = load<i32>(ids + (<usize>lane << 2))
    if (id < 0) continue
    const text = bytes + load<i32>(offsets + (<usize>(row + lane) << 2))
    const size = sizeAt(offsets, validity, row + lane)
    if (!isKnown(text, size, id, knownOffsets, knownBytes, knownValidity, first)) bits |= <u64>1 << <u64>lane
  }
  return bits
}

/** The entry of a string, or the empty one where it belongs. */
@inline
function findText(
  text: usize, size: i32, hash: u64, before: i32, table: usize, mask: u32,
  knownOffsets: usize, knownBytes: usize, knownValidity: usize, first: usize, slot: u32,
): usize {
  while (true) {
    const at = table + (<usize>slot << 4)
    const id = load<i32>(at, 12)
    if (id < 0) return at
    if (load<u64>(at) == hash && load<i32>(at, 8) == before) {
      if (isKnown(text, size, id, knownOffsets, knownBytes, knownValidity, first)) return at
    }
    slot = (slot + 1) & mask
  }
}

/** Ids by a hash table of strings: as `ids_words`. A row that `validity` (unless 0) says has no value counts as empty. */
export function ids_text(
  offsets: usize, bytes: usize, validity: usize, prior: usize, start: i32, length: i32,
  table: usize, mask: u32, limit: i32, state: usize, scratch: usize, ids: usize, first: usize,
): i32 {
  let count = load<i32>(state)
  for (let row = start; row < length; row += 64) {
    const block = ids + (<usize>row << 2)
    const priors = prior ? prior + (<usize>row << 2) : 0
    const lanes = min(64, length - row)
    hashRows(offsets, bytes, validity, row, lanes, scratch)
    let open = lookAround(scratch, 0, priors, lanes, table, mask, scratch + slotsAt, block, false)
    open |= unlike(offsets, bytes, validity, row, lanes, block, offsets, bytes, validity, first)
    for (; open != 0; open &= open - 1) {
      const lane = <i32>ctz<u64>(open)
      const before = priorAt(priors, lane)
      const hash = load<u64>(scratch + (<usize>lane << 3))
      const text = bytes + load<i32>(offsets + (<usize>(row + lane) << 2))
      const size = sizeAt(offsets, validity, row + lane)
      const slot = load<u32>(scratch + (<usize>lane << 2), slotsAt)
      const at = findText(text, size, hash, before, table, mask, offsets, bytes, validity, first, slot)
      let id = load<i32>(at, 12)
      if (id < 0) {
        if (count == limit) {
          store<i32>(state, count)
          return row + lane
        }
        id = count++
        store<u64>(at, hash)
        store<i32>(at, before, 8)
        store<i32>(at, id, 12)
        store<i32>(first + (<usize>id << 2), row + lane)
      }
      store<i32>(block + (<usize>lane << 2), id)
    }
  }
  store<i32>(state, count)
  return length
}

/** Looks strings up in the table that `ids_text` filled from the column `knownOffsets`, `knownBytes`. */
export function probe_text(
  offsets: usize, bytes: usize, prior: usize, length: i32, table: usize, mask: u32,
  knownOffsets: usize, knownBytes: usize, first: usize, scratch: usize, ids: usize, present: usize,
): i32 {
  let found: i64 = 0
  for (let row = 0; row < length; row += 64, present += 8) {
    const block = ids + (<usize>row << 2)
    const priors = prior ? prior + (<usize>row << 2) : 0
    const lanes = min(64, length - row)
    hashRows(offsets, bytes, 0, row, lanes, scratch)
    let open = lookAround(scratch, 0, priors, lanes, table, mask, scratch + slotsAt, block, true)
    open |= unlike(offsets, bytes, 0, row, lanes, block, knownOffsets, knownBytes, 0, first)
    for (; open != 0; open &= open - 1) {
      const lane = <i32>ctz<u64>(open)
      const text = bytes + load<i32>(offsets + (<usize>(row + lane) << 2))
      const size = sizeAt(offsets, 0, row + lane)
      const hash = load<u64>(scratch + (<usize>lane << 3))
      const slot = load<u32>(scratch + (<usize>lane << 2), slotsAt)
      const before = priorAt(priors, lane)
      const at = findText(text, size, hash, before, table, mask, knownOffsets, knownBytes, 0, first, slot)
      store<i32>(block + (<usize>lane << 2), load<i32>(at, 12))
    }
    found += markPresent(block, lanes, present)
  }
  return <i32>found
}
