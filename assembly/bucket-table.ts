// A hash table of words. Keys lie in buckets of two, 32 bytes each: two words (u64), then their labels {id + 1: u32, prior
// id: i32}. A place whose label is 0 is empty; the second of a bucket is filled after the first. A key whose bucket is full
// goes on into the next, round within its region: 2^n neighbouring buckets.
import { blinding, priorAt, slotOf } from './keys'
import { rowMask } from './inline/bits'

/**
 * Looks a block of up to 64 rows up in their own buckets, without a branch, so that the loads of many rows are under way at
 * once: writes ids, or -1, in fours. Returns the bits of the rows without an id that need a closer look: those whose bucket
 * is full, and when not `probing`, all that have a prior id, since they are to get one. `scratch` has room for 65 u32.
 */
@inline
export function lookUp(
  words: usize, flip: u64, prior: usize, lanes: i32, table: usize, shift: u64, scratch: usize, ids: usize,
  keyed: bool, probing: bool,
): u64 {
  const blind = blinding() ^ flip
  for (let lane = 0; lane < lanes; lane++) {
    const slot = slotOf(load<u64>(words + (<usize>lane << 3)), keyed ? priorAt(prior, lane) : 0, blind, shift)
    store<u32>(scratch + (<usize>lane << 2), <u32>(table + (slot << 5)))
  }
  if (shift < largeShift) touch(scratch, lanes)
  // Addresses behind the last row's are of no meaning, but must be of memory.
  for (let lane = lanes; lane < ((lanes + 3) & ~3); lane++) store<u32>(scratch + (<usize>lane << 2), <u32>table)
  const flips = i64x2.splat(flip)
  let open: u64 = 0
  for (let lane: usize = 0; lane < <usize>lanes; lane += 4) {
    const from = words + (lane << 3)
    const at = scratch + (lane << 2)
    const befores = keyed ? v128.load(prior + (lane << 2)) : i32x4.splat(0)
    const a = <usize>load<u32>(at)
    const b = <usize>load<u32>(at, 4)
    const c = <usize>load<u32>(at, 8)
    const d = <usize>load<u32>(at, 12)
    const low = labelsIn(a, b, v128.xor(v128.load(from), flips), i64x2.extend_low_i32x4_u(befores), keyed)
    const high = labelsIn(c, d, v128.xor(v128.load(from, 16), flips), i64x2.extend_high_i32x4_u(befores), keyed)
    const found = v128.shuffle<i32>(low, high, 0, 2, 4, 6)
    v128.store(ids + (lane << 2), i32x4.sub(found, i32x4.splat(1)))
    const missing = i32x4.eq(found, i32x4.splat(0))
    const unsettled = probing ? i32x4.ne(seconds(a, b, c, d), i32x4.splat(0)) : i32x4.ge_s(befores, i32x4.splat(0))
    open |= <u64>i32x4.bitmask(v128.and(missing, unsettled)) << <u64>lane
  }
  return open & rowMask(lanes)
}

// A table of more buckets than 2^(64 - this) is not held by the nearer caches.
const largeShift: u64 = 64 - 15

// Loads a word of each bucket, with nothing between the loads, so that as many as can be are under way. What they add up to
// means nothing, but must be kept lest the loads be left out.
@inline
function touch(scratch: usize, lanes: i32): void {
  let sum: u32 = 0
  for (let lane = 0; lane < lanes; lane++) sum += load<u32>(<usize>load<u32>(scratch + (<usize>lane << 2)))
  store<u32>(scratch, sum, 256)
}

/** The labels of two keys, 0 where their own buckets lack them. */
@inline
function labelsIn(a: usize, b: usize, words: v128, priors: v128, keyed: bool): v128 {
  const first = v128.load(a)
  const second = v128.load(b)
  const firstLabels = v128.load(a, 16)
  const secondLabels = v128.load(b, 16)
  const left = v128.shuffle<i64>(firstLabels, secondLabels, 0, 2)
  const right = v128.shuffle<i64>(firstLabels, secondLabels, 1, 3)
  let inLeft = i64x2.eq(v128.shuffle<i64>(first, second, 0, 2), words)
  let inRight = i64x2.eq(v128.shuffle<i64>(first, second, 1, 3), words)
  if (keyed) {
    inLeft = v128.and(inLeft, i64x2.eq(i64x2.shr_u(left, 32), priors))
    inRight = v128.and(inRight, i64x2.eq(i64x2.shr_u(right, 32), priors))
  }
  return v128.or(v128.and(left, inLeft), v128.and(right, inRight))
}

/** The ids of the second places of buckets, each 1 more; 0 where one is empty. */
@inline
function seconds(a: usize, b: usize, c: usize, d: usize): v128 {
  const ab = v128.shuffle<i32>(v128.load32_splat(a, 24), v128.load32_splat(b, 24), 0, 4, 0, 4)
  const cd = v128.shuffle<i32>(v128.load32_splat(c, 24), v128.load32_splat(d, 24), 0, 4, 0, 4)
  return v128.shuffle<i64>(ab, cd, 0, 2)
}

/** The place of a key, or the empty one where it belongs. `mask` has the bits of a bucket's number within its region. */
@inline
export function placeOf(word: u64, before: i32, table: usize, shift: u64, mask: u32): usize {
  let bucket = <u32>slotOf(word, before, blinding(), shift)
  while (true) {
    const place = table + (<usize>bucket << 5)
    if (endsAt(place, word, before)) return place
    if (endsAt(place + 8, word, before)) return place + 8
    bucket = (bucket & ~mask) | ((bucket + 1) & mask)
  }
}

@inline
function endsAt(place: usize, word: u64, before: i32): bool {
  const label = load<u64>(place, 16)
  return label == 0 || (load<u64>(place) == word && <i32>(label >> 32) == before)
}

/** The id of the key at a place, -1 if it is empty. */
@inline
export function idAt(place: usize): i32 {
  return load<i32>(place, 16) - 1
}

/** Makes an empty place that of a key. */
@inline
export function fillPlace(place: usize, word: u64, before: i32, id: i32): void {
  store<u64>(place, word)
  store<u64>(place, (<u64>before << 32) | <u64>(id + 1), 16)
}
