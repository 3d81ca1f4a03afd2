// Stable sort of entries by word, in two steps that can be shared out: entries are scattered by the highest bits in which
// their words differ, so that each bucket fits a cache; then each bucket is sorted by the bits below, least significant
// digit first.
import { entryBytes } from './entries'

const digitBits: u64 = 8
const digitSize: usize = 256
const insertionLength: usize = 24
// So many bits more than the number of entries has.
const spareBits: u64 = 3

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
  const end = entries + <usize>count * entryBytes
  if (count <= <u32>insertionLength) {
    insertionSort(entries, end, -1)
    return
  }
  // Where words are spread evenly, these many of the upper bits leave few entries that are out of order.
  const telling = ((<u64>(32 - clz<u32>(count)) + spareBits + digitBits - 1) / digitBits) * digitBits
  if (telling < bits) {
    sortDigits(entries, spare, count, least, bits - telling, bits, histograms)
    if (insertionSort(entries, end, count)) return
  }
  sortDigits(entries, spare, count, least, 0, bits, histograms)
}

/** Sorts entries by the bits from `low` to `high` of (word - least). */
function sortDigits(
  entries: usize, spare: usize, count: u32, least: u64, low: u64, high: u64, histograms: usize,
): void {
  const digits = <usize>((high - low + digitBits - 1) / digitBits)
  memory.fill(histograms, 0, (digits * digitSize) << 2)
  const end = entries + <usize>count * entryBytes
  let word: u64 = 0
  for (let entry = entries; entry < end; entry += entryBytes) {
    word = (load<u64>(entry) - least) >> low
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
    scatterDigit(from, from + <usize>count * entryBytes, least, low + shift, counts, to)
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

/** Sorts entries of which few are out of order; gives up, and returns false, once more than `most` had to make way. */
function insertionSort(entries: usize, end: usize, most: u32): bool {
  let moved: u32 = 0
  for (let next = entries + entryBytes; next < end; next += entryBytes) {
    const word = load<u64>(next)
    if (load<u64>(next - entryBytes) <= word) continue
    const vector = v128.load(next)
    let at = next
    for (; at > entries && load<u64>(at - entryBytes) > word; at -= entryBytes, moved++) {
      v128.store(at, v128.load(at - entryBytes))
    }
    v128.store(at, vector)
    if (moved > most) return false
  }
  return true
}
