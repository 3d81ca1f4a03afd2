import { Slot } from '../src/wasm/abi'
import { sizeOf } from './offsets'
import { values } from './slot'
import { address, length } from './text'

// XXH64 with seed 0, from the xxHash specification 0.1.1 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md).

const prime1: u64 = 0x9e3779b185ebca87
const prime2: u64 = 0xc2b2ae3d27d4eb4f
const prime3: u64 = 0x165667b19e3779f9
const prime4: u64 = 0x85ebca77c2b2ae63
const prime5: u64 = 0x27d4eb2f165667c5

@inline
function round(accumulator: u64, lane: u64): u64 {
  return rotl<u64>(accumulator + lane * prime2, 31) * prime1
}

@inline
function merge(accumulator: u64, lane: u64): u64 {
  return (accumulator ^ round(0, lane)) * prime1 + prime4
}

@inline
function take8(accumulator: u64, lane: u64): u64 {
  return rotl<u64>(accumulator ^ round(0, lane), 27) * prime1 + prime4
}

@inline
function avalanche(hash: u64): u64 {
  hash = (hash ^ (hash >> 33)) * prime2
  hash = (hash ^ (hash >> 29)) * prime3
  return hash ^ (hash >> 32)
}

function stripes(at: usize, end: usize): u64 {
  let v1 = prime1 + prime2
  let v2 = prime2
  let v3: u64 = 0
  let v4 = 0 - prime1
  for (; at + 32 <= end; at += 32) {
    v1 = round(v1, load<u64>(at))
    v2 = round(v2, load<u64>(at, 8))
    v3 = round(v3, load<u64>(at, 16))
    v4 = round(v4, load<u64>(at, 24))
  }
  const sum = rotl<u64>(v1, 1) + rotl<u64>(v2, 7) + rotl<u64>(v3, 12) + rotl<u64>(v4, 18)
  return merge(merge(merge(merge(sum, v1), v2), v3), v4)
}

@inline
function take4(accumulator: u64, lane: u32): u64 {
  return rotl<u64>(accumulator ^ (<u64>lane * prime1), 23) * prime2 + prime3
}

@inline
function take1(accumulator: u64, lane: u8): u64 {
  return rotl<u64>(accumulator ^ (<u64>lane * prime5), 11) * prime1
}

/**
 * XXH64 of bytes. What is behind the whole stripes, up to 31 bytes, goes without branches: each step is made and taken
 * only where there are bytes for it, since lengths of texts are hard to predict. Of short texts, none of more than 23
 * bytes, the steps that none of them takes are left out. Reads up to 31 bytes behind the end.
 */
@inline
function xxh64(short: bool, at: usize, size: i32): u64 {
  let hash = prime5
  if (!short && size >= 32) {
    hash = stripes(at, at + size)
    at += <usize>size & ~31
  }
  hash += size
  const words = size & 24
  hash = select(take8(hash, load<u64>(at)), hash, words > 0)
  hash = select(take8(hash, load<u64>(at, 8)), hash, words > 8)
  if (!short) hash = select(take8(hash, load<u64>(at, 16)), hash, words > 16)
  at += words
  hash = select(take4(hash, load<u32>(at)), hash, size & 4)
  at += size & 4
  const bytes = size & 3
  hash = select(take1(hash, load<u8>(at)), hash, bytes > 0)
  hash = select(take1(hash, load<u8>(at, 1)), hash, bytes > 1)
  hash = select(take1(hash, load<u8>(at, 2)), hash, bytes > 2)
  return avalanche(hash)
}

/** Hashes of text or bytes. */
export function hashText(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) store<u64>(d, xxh64(false, address(a), length(a)))
}

@inline
function hashRows(short: bool, d: usize, offsets: usize, data: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, offsets += 4) {
    store<u64>(d, xxh64(short, data + load<u32>(offsets), sizeOf(offsets, 0)))
  }
}

type HashLoop = (d: usize, offsets: usize, data: usize, rows: i32) => void

// A table, as in real.ts, so that each is a function of its own.
const hashLoops: StaticArray<HashLoop> = [
  (d, offsets, data, rows) => hashRows(false, d, offsets, data, rows),
  (d, offsets, data, rows) => hashRows(true, d, offsets, data, rows),
]

/** Hashes of the rows of a column. */
export function columnHash(d: usize, a: usize, rows: i32): void {
  const data = <usize>load<u32>(a, Slot.Data)
  let longest = i32x4.splat(0)
  const offsets = values(a)
  for (let at = offsets, end = at + (<usize>rows << 2); at < end; at += 16) {
    longest = i32x4.max_u(longest, i32x4.sub(v128.load(at, 4), v128.load(at)))
  }
  // What lies behind the last row may make them look longer than they are.
  const areShort = !v128.any_true(i32x4.gt_u(longest, i32x4.splat(23)))
  unchecked(hashLoops[<i32>areShort])(d, offsets, data, rows)
}

/** Hashes of the 8 bytes of integers. */
export function hashIntegers(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) {
    store<u64>(d, avalanche(take8(prime5 + 8, load<u64>(a))))
  }
}

/** Hashes of pairs of hashes: of 16 bytes, the first and then the second. */
export function hashPairs(d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea, b += eb) {
    store<u64>(d, avalanche(take8(take8(prime5 + 16, load<u64>(a)), load<u64>(b))))
  }
}

/** Remainders of unsigned 64-bit numbers by one number above 0. */
export function remainders(d: usize, a: usize, ea: usize, b: usize, rows: i32): void {
  const divisor = load<u64>(b)
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) store<u64>(d, load<u64>(a) % divisor)
}
