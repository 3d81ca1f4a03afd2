// A hash table of words for a join, half the size of a bucket-table. The hash is a permutation of the words: where a key
// stands gives the upper `bits` bits of its hash, and what is kept of it, the rest of them with its row's number + 1 in
// their place, tells it apart from every other. So rows are fewer than 2^bits, which is how many buckets there are: two
// places (u64) each, 0 where empty, the second filled after the first. A key whose bucket is full goes to a bucket-table
// beside it, whose part for the region of buckets is as well a region. Rows with a prior id below 0 are left out.
import { fillPlace, idAt, placeOf } from './bucket-table'
import { rowMask } from './inline/bits'
import { markPresent } from './inline/presence'
import { blinding, hashOf, slotOf } from './keys'

// The bytes of a dealt row, as in dealt-ids.
const dealtBytes: usize = 16
const dealtRow: usize = 8

/**
 * Empties a region, the `index`-th of `buckets`, and gives ids to the rows dealt to it: the row where their key first
 * appeared. `spill` and `spillMask` are the table beside it, `spillRegion` + 1 buckets a region. Returns how many keys they
 * have, or -1 where more than `limit` of them find their bucket full.
 */
export function ids_quotients(
  rows: usize, end: usize, table: usize, bits: u64, buckets: u32, index: u32,
  spill: usize, spillMask: u32, spillRegion: u32, limit: i32, ids: usize,
): i32 {
  const bytes = <usize>buckets << 4
  const spillBytes = <usize>(spillRegion + 1) << 5
  memory.fill(table + <usize>index * bytes, 0, bytes)
  memory.fill(spill + <usize>index * spillBytes, 0, spillBytes)
  const blind = blinding()
  const spillShift = clz<u64>(spillMask)
  const mask = (<u64>1 << bits) - 1
  let count = 0
  let spilt = 0
  for (; rows < end; rows += dealtBytes) {
    const word = load<u64>(rows)
    const row = load<i32>(rows, dealtRow)
    const hash = turned(word, blind, bits)
    const rest = hash & ~mask
    const bucket = bucketOf(hash, table, <u32>mask)
    const first = load<u64>(bucket)
    // Which of the two places is chosen without a branch, since nobody could foretell it.
    const place = select<usize>(bucket, bucket + 8, first == 0 || (first ^ rest) <= mask)
    const entry = load<u64>(place)
    let id = row
    if (entry == 0) {
      store<u64>(place, rest | <u64>(row + 1))
      count++
    } else if ((entry ^ rest) <= mask) {
      id = <i32>(entry ^ rest) - 1
    } else {
      const beside = placeOf(word, 0, spill, spillShift, spillRegion)
      id = idAt(beside)
      if (id < 0) {
        if (spilt == limit) return -1
        spilt++
        count++
        id = row
        fillPlace(beside, word, 0, id)
      }
    }
    store<i32>(ids + (<usize>row << 2), id)
  }
  return count
}

// A hash turned so that the bits that name the bucket are the lowest.
@inline
function turned(word: u64, blind: u64, bits: u64): u64 {
  return rotl<u64>(hashOf(word, 0, blind), bits)
}

@inline
function bucketOf(hash: u64, table: usize, mask: u32): usize {
  return table + (<usize>(<u32>hash & mask) << 4)
}

/**
 * Looks four rows up in their own buckets, without a branch, so that the loads of many rows are under way at once: writes
 * ids, or -1. Returns the bits of those without that may be beside the table. `rests` are the bits that entries keep of a
 * hash, `labels` those of the rows.
 */
@inline
function lookUp(
  words: usize, blind: u64, prior: usize, table: usize, bits: u64, mask: u32, rests: v128, labels: v128, ids: usize, keyed: bool,
): u64 {
  const e = turned(load<u64>(words), blind, bits)
  const f = turned(load<u64>(words, 8), blind, bits)
  const g = turned(load<u64>(words, 16), blind, bits)
  const h = turned(load<u64>(words, 24), blind, bits)
  const a = v128.load(bucketOf(e, table, mask))
  const b = v128.load(bucketOf(f, table, mask))
  const c = v128.load(bucketOf(g, table, mask))
  const d = v128.load(bucketOf(h, table, mask))
  const lowSeconds = v128.shuffle<i64>(a, b, 1, 3)
  const highSeconds = v128.shuffle<i64>(c, d, 1, 3)
  const low = entryOf(v128.shuffle<i64>(a, b, 0, 2), lowSeconds, e, f, rests)
  const high = entryOf(v128.shuffle<i64>(c, d, 0, 2), highSeconds, g, h, rests)
  let found = v128.and(v128.shuffle<i32>(low, high, 0, 2, 4, 6), labels)
  let spilt = i32x4.ne(v128.shuffle<i32>(lowSeconds, highSeconds, 0, 2, 4, 6), i32x4.splat(0))
  if (keyed) {
    const left = i32x4.shr_s(v128.load(prior), 31)
    found = v128.andnot(found, left)
    spilt = v128.andnot(spilt, left)
  }
  v128.store(ids, i32x4.sub(found, i32x4.splat(1)))
  return <u64>i32x4.bitmask(v128.and(i32x4.eq(found, i32x4.splat(0)), spilt))
}

/** Of the two entries of a bucket, for two hashes, the one of the key, else 0. */
@inline
function entryOf(firsts: v128, seconds: v128, left: u64, right: u64, rests: v128): v128 {
  const kept = v128.and(i64x2.replace_lane(i64x2.splat(left), 1, right), rests)
  const inFirst = i64x2.eq(v128.and(firsts, rests), kept)
  const inSecond = i64x2.eq(v128.and(seconds, rests), kept)
  return v128.or(v128.and(firsts, inFirst), v128.and(seconds, inSecond))
}

/** The id of a key in the table beside, -1 if it is not there: as a rule without a branch that nobody could foretell. */
@inline
function idBeside(word: u64, spill: usize, shift: u64, region: u32): i32 {
  const bucket = spill + (slotOf(word, 0, blinding(), shift) << 5)
  const second = load<u32>(bucket, 24)
  const inSecond = select<u32>(second, 0, load<u64>(bucket, 8) == word)
  const label = select<u32>(load<u32>(bucket, 16), inSecond, load<u64>(bucket) == word)
  return label == 0 && second != 0 ? idAt(placeOf(word, 0, spill, shift, region)) : <i32>label - 1
}

@inline
function probe(
  words: usize, flip: u64, prior: usize, length: i32, table: usize, bits: i32,
  spill: usize, spillMask: u32, spillRegion: u32, ids: usize, present: usize, keyed: bool,
): i32 {
  const blind = blinding() ^ flip
  const spillShift = clz<u64>(spillMask)
  const mask = (<u64>1 << <u64>bits) - 1
  const rests = i64x2.splat(~mask)
  const labels = i32x4.splat(<u32>mask)
  let found: i64 = 0
  for (let row = 0; row < length; row += 64, present += 8) {
    const from = words + (<usize>row << 3)
    const block = ids + (<usize>row << 2)
    const priors = prior + (<usize>row << 2)
    const lanes = min(64, length - row)
    let open: u64 = 0
    for (let lane = 0; lane < lanes; lane += 4) {
      const at = <usize>lane << 2
      open |= lookUp(from + (at << 1), blind, priors + at, table, <u64>bits, <u32>mask, rests, labels, block + at, keyed) << lane
    }
    for (open &= rowMask(lanes); open != 0; open &= open - 1) {
      const lane = <usize>ctz<u64>(open)
      const word = load<u64>(from + (lane << 3)) ^ flip
      store<i32>(block + (lane << 2), idBeside(word, spill, spillShift, spillRegion))
    }
    found += markPresent(block, lanes, present)
  }
  return <i32>found
}

/** Looks rows up. */
export function probe_quotients(
  words: usize, flip: u64, prior: usize, length: i32, table: usize, bits: i32,
  spill: usize, spillMask: u32, spillRegion: u32, ids: usize, present: usize,
): i32 {
  return prior
    ? probe(words, flip, prior, length, table, bits, spill, spillMask, spillRegion, ids, present, true)
    : probe(words, flip, 0, length, table, bits, spill, spillMask, spillRegion, ids, present, false)
}
