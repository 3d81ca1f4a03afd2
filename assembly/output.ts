import { Op, Slot } from '../src/wasm/abi'
import { bitAt } from './inline/bits'
import { copyBytes, copyShort } from './inline/bytes'
import { clearTail, copyBits, countOnes, fillBits } from './bitmap'
import { copyLines } from './conditional'
import { fits, sizeOf, storeOffsets } from './offsets'
import { elementStep, lineStep, validity, validityBuffer, values } from './slot'
import { address, areShort, length } from './text'

// Stores the values of an operand as a chunk of an output column. Outputs of variable width append to their buffers; one
// that lacks room leaves nothing of the chunk behind that the next attempt would not overwrite.

/** The validity of an output: that of the operand, zero behind the last row; ones where the operand has no nulls. */
export function storeValidity(d: usize, a: usize, rows: i32): void {
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

/** Text, and lists whose items are `1 << shift` bytes wide. */
function storeItems(program: usize, d: usize, a: usize, shift: usize, rows: i32): bool {
  const offsets = values(d)
  const total = storeOffsets(d, a, 0, rows)
  if (!fits(program, d, Slot.DataCapacity, total << shift, total)) return false
  const data = <usize>load<u32>(d, Slot.Data)
  if (shift == 0 && areShort(a, rows)) copyShortTexts(offsets, data, values(a), elementStep(a), rows)
  else copyItems(offsets, data, values(a), elementStep(a), shift, rows)
  return true
}

/** What is written for a row without a value, whose size is 0, the next rows overwrite. */
function copyShortTexts(offsets: usize, data: usize, view: usize, step: usize, rows: i32): void {
  for (let end = offsets + (<usize>rows << 2); offsets < end; offsets += 4, view += step) {
    copyShort(data + load<u32>(offsets), address(view))
  }
}

function copyItems(offsets: usize, data: usize, view: usize, step: usize, shift: usize, rows: i32): void {
  for (let end = offsets + (<usize>rows << 2); offsets < end; offsets += 4, view += step) {
    copyBytes(data + (<usize>load<u32>(offsets) << shift), address(view), sizeOf(offsets, 0) << shift)
  }
}

function storeBitItems(program: usize, d: usize, a: usize, rows: i32): bool {
  const offsets = values(d)
  const total = storeOffsets(d, a, 0, rows)
  if (!fits(program, d, Slot.DataCapacity, (total + 7) >> 3, total)) return false
  const bits = <usize>load<u32>(d, Slot.Data)
  const step = elementStep(a)
  let view = values(a)
  let item = <usize>load<u32>(offsets)
  for (let row = 0; row < rows; row++, view += step) {
    const from = address(view)
    const size = <usize>sizeOf(offsets, row)
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
  const total = storeOffsets(d, a, 0, rows)
  if (!fits(program, d, Slot.DataCapacity, (total + 1) << 2, total)) return false
  let itemOffset = <usize>load<u32>(d, Slot.Data) + (<usize>load<u32>(offsets) << 2)
  let bytes = <u64>load<u32>(itemOffset)
  const step = elementStep(a)
  for (let row = 0, view = values(a); row < rows; row++, view += step) {
    const from = address(view)
    const size = <usize>sizeOf(offsets, row)
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
    const size = <usize>sizeOf(offsets, row)
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
      if (d != a) copyLines(values(d), values(a), lineStep(a), <usize>rows << 2)
      break
    }
    case Op.Store64: {
      if (d != a) copyLines(values(d), values(a), lineStep(a), <usize>rows << 3)
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
