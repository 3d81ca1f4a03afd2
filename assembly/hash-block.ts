// How rows meet a hash table (word-ids): in blocks of up to 64, in steps without a branch, so that the loads of many rows
// are under way at once. `scratch` holds the block's slots (64 u32), then the entries that stand there (64 of 16 bytes).
import { blinding, priorAt, slotOf } from './keys'
import { rowMask } from './inline/bits'

const entriesAt: usize = 256

/**
 * Looks rows up in their first slots: writes the id, or -1, and returns the bits of the rows whose key may stand further
 * on. When not `probing`, the rows whose slot is empty are among them: they are to get an id. Writes ids in fours.
 */
@inline
export function lookAround(
  words: usize, flip: u64, prior: usize, lanes: i32, table: usize, mask: u32, scratch: usize, ids: usize, probing: bool,
): u64 {
  if (prior) writeSlots(words, flip, prior, lanes, mask, scratch)
  else writeSlots(words, flip, 0, lanes, mask, scratch)
  for (let lane: usize = 0; lane < <usize>lanes; lane++) {
    const at = table + (<usize>load<u32>(scratch + (lane << 2)) << 4)
    v128.store(scratch + (lane << 4), v128.load(at), entriesAt)
  }
  return compare(words, flip, prior, lanes, scratch, ids, probing)
}

@inline
function writeSlots(words: usize, flip: u64, prior: usize, lanes: i32, mask: u32, scratch: usize): void {
  const blind = blinding() ^ flip
  const shift = clz<u64>(mask)
  for (let lane = 0; lane < lanes; lane++) {
    const slot = slotOf(load<u64>(words + (<usize>lane << 3)), priorAt(prior, lane), blind, shift)
    store<u32>(scratch + (<usize>lane << 2), <u32>slot)
  }
}

@inline
function compare(
  words: usize, flip: u64, prior: usize, lanes: i32, scratch: usize, ids: usize, probing: bool,
): u64 {
  const flips = i64x2.splat(flip)
  let open: u64 = 0
  for (let lane: usize = 0; lane < <usize>lanes; lane += 4) {
    const from = words + (lane << 3)
    const entries = scratch + (lane << 4)
    const a = v128.load(entries, entriesAt)
    const b = v128.load(entries, entriesAt + 16)
    const c = v128.load(entries, entriesAt + 32)
    const d = v128.load(entries, entriesAt + 48)
    const low = i64x2.eq(v128.shuffle<i64>(a, b, 0, 2), v128.xor(v128.load(from), flips))
    const high = i64x2.eq(v128.shuffle<i64>(c, d, 0, 2), v128.xor(v128.load(from, 16), flips))
    const ab = v128.shuffle<i64>(a, b, 1, 3)
    const cd = v128.shuffle<i64>(c, d, 1, 3)
    const befores = prior ? v128.load(prior + (lane << 2)) : i32x4.splat(0)
    const samePrior = i32x4.eq(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), befores)
    const same = v128.and(v128.shuffle<i32>(low, high, 0, 2, 4, 6), samePrior)
    const found = v128.shuffle<i32>(ab, cd, 1, 3, 5, 7)
    v128.store(ids + (lane << 2), v128.or(found, v128.not(same)))
    const closed = probing ? v128.or(v128.or(found, befores), same) : v128.or(befores, same)
    open |= <u64>(i32x4.bitmask(closed) ^ 15) << <u64>lane
  }
  return open & rowMask(lanes)
}

/** The entry of a key from `slot` on, or the empty one where it belongs. */
@inline
export function findEntry(word: u64, before: i32, table: usize, mask: u32, slot: u32): usize {
  let at = table + (<usize>slot << 4)
  while (load<i32>(at, 12) >= 0 && (load<u64>(at) != word || load<i32>(at, 8) != before)) {
    slot = (slot + 1) & mask
    at = table + (<usize>slot << 4)
  }
  return at
}
