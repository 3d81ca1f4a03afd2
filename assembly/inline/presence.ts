import { rowMask } from './bits'

/** Writes the bits of which of up to 64 ids (or row numbers) are not below 0; returns how many are. */
@inline
export function markPresent(ids: usize, lanes: i32, present: usize): i64 {
  let word: u64 = 0
  if (lanes >= 64) {
    for (let lane = 0; lane < 64; lane += 16, ids += 64) word |= <u64>signs(ids) << <u64>lane
  } else {
    for (let lane = 0; lane < lanes; lane++, ids += 4) word |= <u64>(load<u32>(ids) >> 31) << <u64>lane
  }
  word = ~word & rowMask(lanes)
  store<u64>(present, word)
  return popcnt<u64>(word)
}

// The signs of 16 numbers: narrowing saturates, so that it keeps them.
@inline
function signs(ids: usize): u32 {
  const low = i16x8.narrow_i32x4_s(v128.load(ids), v128.load(ids, 16))
  const high = i16x8.narrow_i32x4_s(v128.load(ids, 32), v128.load(ids, 48))
  return <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high))
}
