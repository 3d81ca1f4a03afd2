// Packed rows of an online store to columns; src/stores/online/row-layout.ts says how a row looks.
//
// `starts` says where each row begins, in bytes from `base`. Row 0 there is a blank: rows that are not to be read begin at
// it, so that no loop asks for each row whether it is there.
import { xxh32, xxh32_4 } from './inline/xxh32'

const CHECKSUM: usize = 4
const FINGERPRINT: usize = 8

/**
 * Checks rows: their first word, checksum and fingerprint. `ends` says where each ends, `found` is set to 0 for a blank, 1
 * for a row, and 2 for one with another fingerprint, which becomes blank. Every row has at least 32 bytes, one with this
 * fingerprint at least `shortest`. Returns the number of the first damaged row; where there is none, -2 if one has another
 * fingerprint, else -1.
 */
export function rows_check(
  base: usize,
  starts: usize,
  ends: usize,
  length: i32,
  firstWord: u32,
  fingerprintLow: u32,
  fingerprintHigh: u32,
  shortest: usize,
  found: usize,
): i32 {
  const head = i32x4(<i32>firstWord, 0, <i32>fingerprintLow, <i32>fingerprintHigh)
  if (are_fresh(base, starts, ends, length, head, shortest)) {
    for (let row = 0; row < length; row++, starts += 4) store<u8>(found + <usize>row, load<u32>(starts) !== 0 ? 1 : 0)
    return -1
  }
  const fingerprint = (<u64>fingerprintHigh << 32) | <u64>fingerprintLow
  let result = -1
  for (let row = 0; row < length; row++, starts += 4, ends += 4, found++) {
    const start = <usize>load<u32>(starts)
    const at = base + start
    const end = base + <usize>load<u32>(ends)
    const isWhole = load<u32>(at) === firstWord && load<u32>(at + CHECKSUM) === xxh32(at + FINGERPRINT, end, firstWord)
    const isFresh = load<u64>(at + FINGERPRINT) === fingerprint
    if (!isWhole || (isFresh && end - at < shortest)) return row
    store<u8>(found, isFresh ? (start !== 0 ? 1 : 0) : 2)
    if (isFresh) continue
    store<u32>(starts, 0)
    result = -2
  }
  return result
}

/**
 * Says whether each row is whole and begins with the words of `head`, with its checksum in the place of the second. Four
 * rows at a time where they are of one length, as most are.
 */
function are_fresh(
  base: usize,
  starts: usize,
  ends: usize,
  length: i32,
  head: v128,
  shortest: usize,
): bool {
  const seed = <u32>i32x4.extract_lane(head, 0)
  let differences = i64x2.splat(0)
  for (const end = starts + (<usize>length << 2); starts < end; ) {
    const sizes = i32x4.sub(v128.load(ends), v128.load(starts))
    const size = <u32>i32x4.extract_lane(sizes, 0)
    if (size < <u32>shortest) return false
    const first = base + <usize>load<u32>(starts)
    if (starts + 16 <= end && i32x4.all_true(i32x4.eq(sizes, i32x4.splat(size)))) {
      const second = base + <usize>load<u32>(starts, 4)
      const third = base + <usize>load<u32>(starts, 8)
      const fourth = base + <usize>load<u32>(starts, 12)
      const hashes = xxh32_4(first, second, third, fourth, FINGERPRINT, size, seed)
      const some = v128.or(
        v128.xor(v128.load(first), i32x4.shuffle(head, hashes, 0, 4, 2, 3)),
        v128.xor(v128.load(second), i32x4.shuffle(head, hashes, 0, 5, 2, 3)),
      )
      const others = v128.or(
        v128.xor(v128.load(third), i32x4.shuffle(head, hashes, 0, 6, 2, 3)),
        v128.xor(v128.load(fourth), i32x4.shuffle(head, hashes, 0, 7, 2, 3)),
      )
      differences = v128.or(differences, v128.or(some, others))
      starts += 16
      ends += 16
    } else {
      const hash = xxh32(first + FINGERPRINT, first + size, seed)
      differences = v128.or(differences, v128.xor(v128.load(first), i32x4.replace_lane(head, 1, <i32>hash)))
      starts += 4
      ends += 4
    }
  }
  return !v128.any_true(differences)
}

/** Reads the half of the order key that is `at` bytes into each row as int64. */
export function rows_order(base: usize, starts: usize, length: i32, at: usize, out: usize): void {
  base += at
  for (const end = starts + (<usize>length << 2); starts < end; starts += 4, out += 8)
    store<u64>(out, bswap<u64>(load<u64>(base + <usize>load<u32>(starts))) ^ 0x8000000000000000)
}

/** What `rows_columns` reads of a field, in words: one record a field. */
const AT: usize = 0
const WIDTH: usize = 4
const INDEX: usize = 8
const VALUES: usize = 12
const VALIDITY: usize = 16
const PRESENT: usize = 20
const FIELD: usize = 24
const NONE: u32 = 0xffffffff

/**
 * Reads fields of fixed width into columns, and bitmaps of whole words that say where they have values. `fields` says of
 * each how many bytes into a row it is, how many it has (1 of a bool), its place in the rows' bitmaps, which begin at
 * `bitmap`, and where its values and its bitmap go; set is how many values there are. `room` is for a byte a row, in
 * whole 64.
 */
export function rows_columns(
  base: usize,
  starts: usize,
  length: i32,
  bitmap: usize,
  fields: usize,
  count: i32,
  room: usize,
): void {
  let gathered = NONE
  for (const end = fields + <usize>count * FIELD; fields < end; fields += FIELD) {
    const index = load<u32>(fields, INDEX)
    const at = base + <usize>load<u32>(fields, AT)
    const width = load<u32>(fields, WIDTH)
    const values = <usize>load<u32>(fields, VALUES)
    // The bitmaps of eight fields lie in the same bytes.
    if (index >> 3 !== gathered) {
      gathered = index >> 3
      gather_8(base + bitmap + gathered, starts, length, room)
    }
    store<i32>(fields, bits_of(room, length, index & 7, <usize>load<u32>(fields, VALIDITY)), PRESENT)
    if (width === 8) gather_64(at, starts, length, values)
    else if (width === 4) gather_32(at, starts, length, values)
    else {
      gather_8(at, starts, length, room)
      bits_of(room, length, 0, values)
      gathered = NONE
    }
  }
}

@inline
function gather_64(at: usize, starts: usize, length: i32, out: usize): void {
  for (const end = starts + (<usize>length << 2); starts < end; starts += 4, out += 8)
    store<u64>(out, load<u64>(at + <usize>load<u32>(starts)))
}

@inline
function gather_32(at: usize, starts: usize, length: i32, out: usize): void {
  for (const end = starts + (<usize>length << 2); starts < end; starts += 4, out += 4)
    store<u32>(out, load<u32>(at + <usize>load<u32>(starts)))
}

/** Gathers a byte a row, and zeros up to the next whole 64. */
function gather_8(at: usize, starts: usize, length: i32, out: usize): void {
  const end = starts + (<usize>length << 2)
  const zeros = i64x2.splat(0)
  const tail = out + <usize>(length & -64)
  for (let lane: usize = 0; lane < 64; lane += 16) v128.store(tail + lane, zeros)
  for (; starts < end; starts += 4, out++) store<u8>(out, load<u8>(at + <usize>load<u32>(starts)))
}

/** Takes one bit of each byte into a bitmap of whole words; returns how many are set. */
function bits_of(bytes: usize, length: i32, bit: u32, out: usize): i32 {
  const up = <i32>(7 - bit)
  let count: i64 = 0
  for (let row = 0; row < length; row += 64, bytes += 64, out += 8) {
    const word =
      bits_16(bytes, up) | (bits_16(bytes + 16, up) << 16) | (bits_16(bytes + 32, up) << 32) | (bits_16(bytes + 48, up) << 48)
    store<u64>(out, word)
    count += popcnt<u64>(word)
  }
  return <i32>count
}

@inline
function bits_16(bytes: usize, up: i32): u64 {
  return <u64>i8x16.bitmask(i8x16.shl(v128.load(bytes), up))
}

/** Reads bit `bit` of the byte that is `at` bytes into each row, as `rows_columns` does. */
export function rows_bits(
  base: usize,
  starts: usize,
  length: i32,
  at: usize,
  bit: u32,
  out: usize,
  room: usize,
): i32 {
  gather_8(base + at, starts, length, room)
  return bits_of(room, length, bit, out)
}
