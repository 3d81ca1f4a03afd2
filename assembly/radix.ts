// Stable sort of entries by word, in two steps that can be shared out: entries are scattered by the highest bits in which
// their words differ, so that each bucket fits a cache; then each bucket is sorted by the bits below, least significant
// digit first.
import { entryBytes } from './entries'

const digitBits: u64 = 8
const digitSize: usize = 256
const insertionLength: usize = 24

/** Counts entries by (word - least) >> shift. */
export function radix_count(entry: usize, end: usize, least: u64, shift: u64, counts: usize): void {
  for (; entry < end; entry += entryBytes) {
    const at = counts + (<usize>((load<u64>(entry) - least) >> shift) << 2)
    store<u32>(at, load<u32>(at) + 1)
  }
}

/** Moves entries to their buckets; `places` holds the address of each bucket's next entry, and is advanced. */
export function radix_scatter(entry: usize, end: usize, least: u64, shift: u64, places: usize): void {
  for (; entry < end; entry += entryBytes) {
    const vector = v128.load(entry)
    const at = places + (<usize>((<u64>i64x2.extract_lane(vector, 0) - least) >> shift) << 2)
    const place = <usize>load<u32>(at)
    store<u32>(at, <u32>(place + entryBytes))
    v128.store(place, vector)
  }
}

/**
 * Sorts each bucket by the lowest `bits` bits of (word - least). `ends` lists where the `buckets` buckets from `entries`
 * on end, `spare` has room for all of them, `histograms` for 8,192 bytes.
 */
export function radix_sort(
  entries: usize, spare: usize, ends: usize, buckets: i32, least: u64, bits: u64, histograms: usize,
): void {
  const toSpare = spare - entries
  for (const last = ends + (<usize>buckets << 2); ends < last; ends += 4) {
    const end = <usize>load<u32>(ends)
    sortBucket(entries, entries + toSpare, <u32>((end - entries) / entryBytes), least, bits, histograms)
    entries = end
  }
}

function sortBucket(entries: usize, spare: usize, count: u32, least: u64, bits: u64, histograms: usize): void {
  if (count <= <u32>insertionLength) {
    insertionSort(entries, entries + <usize>count * entryBytes)
    return
  }
  const digits = <usize>((bits + digitBits - 1) / digitBits)
  memory.fill(histograms, 0, (digits * digitSize) << 2)
  const end = entries + <usize>count * entryBytes
  let word: u64 = 0
  for (let entry = entries; entry < end; entry += entryBytes) {
    word = load<u64>(entry) - least
    let counts = histograms
    for (let rest = word, digit: usize = 0; digit < digits; digit++, rest >>= digitBits, counts += digitSize << 2) {
      const at = counts + (<usize>(rest & (digitSize - 1)) << 2)
      store<u32>(at, load<u32>(at) + 1)
    }
  }
  let from = entries
  let to = spare
  for (let digit: usize = 0; digit < digits; digit++) {
    const counts = histograms + ((digit * digitSize) << 2)
    const shift = <u64>digit * digitBits
    // A digit that is the same everywhere.
    if (load<u32>(counts + (<usize>((word >> shift) & (digitSize - 1)) << 2)) == count) continue
    scatterDigit(from, from + <usize>count * entryBytes, least, shift, counts, to)
    const behind = from
    from = to
    to = behind
  }
  if (from != entries) memory.copy(entries, from, <usize>count * entryBytes)
}

@inline
function scatterDigit(entry: usize, end: usize, least: u64, shift: u64, counts: usize, to: usize): void {
  for (let at = counts, last = counts + (digitSize << 2); at < last; at += 4) {
    const count = load<u32>(at)
    store<u32>(at, <u32>to)
    to += <usize>count * entryBytes
  }
  for (; entry < end; entry += entryBytes) {
    const vector = v128.load(entry)
    const at = counts + (<usize>(((<u64>i64x2.extract_lane(vector, 0) - least) >> shift) & (digitSize - 1)) << 2)
    const place = <usize>load<u32>(at)
    store<u32>(at, <u32>(place + entryBytes))
    v128.store(place, vector)
  }
}

@inline
function insertionSort(entries: usize, end: usize): void {
  for (let next = entries + entryBytes; next < end; next += entryBytes) {
    const vector = v128.load(next)
    const word = i64x2.extract_lane(vector, 0)
    let at = next
    for (; at > entries && load<u64>(at - entryBytes) > <u64>word; at -= entryBytes) v128.store(at, v128.load(at - entryBytes))
    v128.store(at, vector)
  }
}
