import { Op, Slot } from '../src/wasm/abi'
import { bitAt } from './inline/bits'
import { copyBytes } from './inline/bytes'
import { clearTail, copyBits, countOnes, fillBits } from './bitmap'
import { copyVectors } from './conditional'
import { elementStep, reportFull, validity, validityBuffer, values, vectorStep } from './slot'
import { address, length, lengths } from './text'

// Stores the values of an operand as a chunk of an output column. Outputs of variable width append to their buffers; one
// that lacks room leaves nothing of the chunk behind that the next attempt would not overwrite.

/** The validity of an output: that of the operand, zero behind the last row; ones where the operand has no nulls. */
function storeValidity(d: usize, a: usize, rows: i32): void {
  const target = validityBuffer(d)
  const source = validity(a)
  if (source == 0) fillBits(target, <u64>-1, rows)
  else if (source != target) copyBits(target, source, rows)
  clearTail(target, rows)
}

function storeBits(d: usize, a: usize, rows: i32): void {
  if (d != a) copyBits(values(d), values(a), rows)
  clearTail(values(d), rows)
}

/**
 * Writes the offsets of the chunk's rows, behind that of its first, four at a time; up to three behind the last are
 * written too. A row without a value is empty. Gives the last offset, or more than 2^31 where it does not fit.
 */
@inline
function storeOffsets(d: usize, a: usize, rows: i32): u64 {
  let offsets = values(d)
  const valid = validityBuffer(d)
  const step = vectorStep(a)
  let view = values(a)
  const bits = i32x4(1, 2, 4, 8)
  let last = v128.load32_splat(offsets)
  let total = i64x2.splat(0)
  const start = <u64>load<u32>(offsets)
  offsets += 4
  for (let row = 0; row < rows; row += 4, view += step << 1, offsets += 16) {
    const nibble = i32x4.splat(<i32>load<u8>(valid + (<usize>row >> 3)) >> (row & 4))
    const sizes = v128.and(lengths(view, step), i32x4.eq(v128.and(nibble, bits), bits))
    total = i64x2.add(total, i64x2.add(i64x2.extend_low_i32x4_u(sizes), i64x2.extend_high_i32x4_u(sizes)))
    last = i32x4.add(last, prefixSums(sizes))
    v128.store(offsets, last)
    last = v128.shuffle<i32>(last, last, 3, 3, 3, 3)
  }
  return start + i64x2.extract_lane(total, 0) + i64x2.extract_lane(total, 1)
}

/** Each lane and those before it. */
@inline
function prefixSums(lanes: v128): v128 {
  const zero = i32x4.splat(0)
  const pairs = i32x4.add(lanes, v128.shuffle<i32>(zero, lanes, 0, 4, 5, 6))
  return i32x4.add(pairs, v128.shuffle<i32>(zero, pairs, 0, 1, 4, 5))
}

/** The items of row `row`, by the offsets of the output. */
@inline
function sizeOf(offsets: usize, row: i32): usize {
  const at = offsets + (<usize>row << 2)
  return <usize>(load<i32>(at, 4) - load<i32>(at))
}

/** Says whether an output's buffer has room for `bytes`, and reports where not. */
function fits(program: usize, d: usize, capacity: usize, bytes: u64, total: u64): bool {
  if (total <= <u64>i32.MAX_VALUE && bytes <= <u64>load<u32>(d + capacity)) return true
  reportFull(program, d, <u32>capacity, total <= <u64>i32.MAX_VALUE ? bytes : <u64>u32.MAX_VALUE)
  return false
}

/** Text, and lists whose items are `1 << shift` bytes wide. */
function storeItems(program: usize, d: usize, a: usize, shift: usize, rows: i32): bool {
  const offsets = values(d)
  const total = storeOffsets(d, a, rows)
  if (!fits(program, d, Slot.DataCapacity, total << shift, total)) return false
  const data = <usize>load<u32>(d, Slot.Data)
  const step = elementStep(a)
  let view = values(a)
  for (let row = 0; row < rows; row++, view += step) {
    const to = data + (<usize>load<u32>(offsets + (<usize>row << 2)) << shift)
    copyBytes(to, address(view), sizeOf(offsets, row) << shift)
  }
  return true
}

function storeBitItems(program: usize, d: usize, a: usize, rows: i32): bool {
  const offsets = values(d)
  const total = storeOffsets(d, a, rows)
  if (!fits(program, d, Slot.DataCapacity, (total + 7) >> 3, total)) return false
  const bits = <usize>load<u32>(d, Slot.Data)
  const step = elementStep(a)
  let view = values(a)
  let item = <usize>load<u32>(offsets)
  for (let row = 0; row < rows; row++, view += step) {
    const from = address(view)
    const size = sizeOf(offsets, row)
    for (let at: usize = 0; at < size; at++, item++) storeBit(bits, item, load<u8>(from + at))
  }
  return true
}

/** Sets bit `index` and zeroes those above it in its byte. */
@inline
function storeBit(bits: usize, index: usize, bit: u8): void {
  const at = bits + (index >> 3)
  const place = <u8>(index & 7)
  store<u8>(at, (load<u8>(at) & ((<u8>1 << place) - 1)) | (bit << place))
}

/** Lists of text: offsets of items in Data, bytes in Text. */
function storeTextItems(program: usize, d: usize, a: usize, rows: i32): bool {
  const offsets = values(d)
  const total = storeOffsets(d, a, rows)
  if (!fits(program, d, Slot.DataCapacity, (total + 1) << 2, total)) return false
  let itemOffset = <usize>load<u32>(d, Slot.Data) + (<usize>load<u32>(offsets) << 2)
  let bytes = <u64>load<u32>(itemOffset)
  const step = elementStep(a)
  for (let row = 0, view = values(a); row < rows; row++, view += step) {
    const from = address(view)
    const size = sizeOf(offsets, row)
    for (let at: usize = 0; at < size; at++) {
      bytes += <u64>length(from + (at << 3))
      itemOffset += 4
      store<u32>(itemOffset, <u32>bytes)
    }
  }
  if (!fits(program, d, Slot.TextCapacity, bytes, bytes)) return false
  storeItemBytes(d, a, rows)
  return true
}

function storeItemBytes(d: usize, a: usize, rows: i32): void {
  const offsets = values(d)
  let itemOffset = <usize>load<u32>(d, Slot.Data) + (<usize>load<u32>(offsets) << 2)
  const text = <usize>load<u32>(d, Slot.Text)
  const step = elementStep(a)
  for (let row = 0, view = values(a); row < rows; row++, view += step) {
    const from = address(view)
    const size = sizeOf(offsets, row)
    for (let at: usize = 0; at < size; at++, itemOffset += 4) {
      copyBytes(text + load<u32>(itemOffset), address(from + (at << 3)), length(from + (at << 3)))
    }
  }
}

/** Runs one instruction of this family on slots; false where an output is full. */
export function storeOutput(program: usize, op: i32, d: usize, a: usize, rows: i32): bool {
  storeValidity(d, a, rows)
  switch (op) {
    case Op.Store32: {
      if (d != a) copyVectors(values(d), values(a), vectorStep(a), <usize>rows << 2)
      break
    }
    case Op.Store64: {
      if (d != a) copyVectors(values(d), values(a), vectorStep(a), <usize>rows << 3)
      break
    }
    case Op.StoreBits: {
      storeBits(d, a, rows)
      break
    }
    case Op.StoreText: return storeItems(program, d, a, 0, rows)
    case Op.StoreList32: return storeItems(program, d, a, 2, rows)
    case Op.StoreList64: return storeItems(program, d, a, 3, rows)
    case Op.StoreListBits: return storeBitItems(program, d, a, rows)
    case Op.StoreListText: return storeTextItems(program, d, a, rows)
  }
  return true
}

/** After the last chunk: the number of nulls of each output from `d` to `end`. */
export function countNulls(d: usize, end: usize, rows: u32): void {
  for (; d < end; d += Slot.ByteLength) {
    store<u32>(d, rows - countOnes(load<u32>(d, Slot.ValidityBuffer), rows), Slot.NullCount)
  }
}
