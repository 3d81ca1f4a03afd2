import { Slot } from '../src/wasm/abi'
import { copyBytes, copyShort } from './inline/bytes'
import { clearBit, propagate } from './bitmap'
import { reserve } from './heap'
import { addColumnOffsets, fits, sizeOf, storeColumnOffsets, storeOffsets } from './offsets'
import { storeValidity } from './output'
import { elementStep, validity, values, vectorStep } from './slot'
import { countCodePoints, isAscii, sizeOfLead } from './utf8'

// Text as views of 8 bytes: address and length. ea is 8, or 0 for a constant. Views are well formed also where the row is
// null, so no loop looks at validity. A function that writes gives false where the heap is full.

/** Address of a view's first byte. */
@inline
export function address(view: usize): usize {
  return load<u32>(view)
}

/** Length of a view. */
@inline
export function length(view: usize): i32 {
  return load<i32>(view, 4)
}

/** The lengths of the four views from `view` on; `step` is 16 bytes, or 0 for a constant. */
@inline
export function lengths(view: usize, step: usize): v128 {
  return v128.shuffle<i32>(v128.load(view), v128.load(view + step), 1, 3, 5, 7)
}

/** Writes a view. */
@inline
export function setView(view: usize, from: usize, size: i32): void {
  store<u32>(view, <u32>from)
  store<i32>(view, size, 4)
}

/** The lengths of views: bytes of text, items of lists. */
export function viewLengths(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 2); d < end; d += 4, a += ea) store<i32>(d, length(a))
}

/** The number of code points of each row of a column: of ASCII, the lengths alone. */
export function columnCodePoints(d: usize, a: usize, rows: i32): void {
  let offsets = values(a)
  const data = <usize>load<u32>(a, Slot.Data)
  const end = d + (<usize>rows << 2)
  if (isAscii(data + load<u32>(offsets), data + load<u32>(offsets + (<usize>rows << 2)))) {
    for (; d < end; d += 16, offsets += 16) v128.store(d, i32x4.sub(v128.load(offsets, 4), v128.load(offsets)))
    return
  }
  for (; d < end; d += 4, offsets += 4) {
    store<i32>(d, countCodePoints(data + load<u32>(offsets), load<i32>(offsets, 4) - load<i32>(offsets)))
  }
}

/** The number of code points of each text. */
export function codePoints(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 2); d < end; d += 4, a += ea) store<i32>(d, countCodePoints(address(a), length(a)))
}

@inline
function isSpace(byte: u32): bool {
  return byte == 32 || (byte >= 9 && byte <= 13)
}

/** Views without ASCII whitespace at both ends. */
export function trim(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) {
    let from = address(a)
    let to = from + length(a)
    while (from < to && isSpace(load<u8>(from))) from++
    while (from < to && isSpace(load<u8>(to - 1))) to--
    setView(d, from, <i32>(to - from))
  }
}

/** Skips up to `count` code points from `at`, not beyond `end`. */
@inline
function skip(at: usize, end: usize, count: i64): usize {
  for (; count > 0 && at < end; count--) at += sizeOfLead(load<u8>(at))
  return at
}

/** Views of `c` code points from code point `b` on; clears rows where one is negative. */
export function substring(d: usize, a: usize, ea: usize, b: usize, eb: usize, c: usize, ec: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += 8, a += ea, b += eb, c += ec) {
    const start = load<i64>(b)
    const count = load<i64>(c)
    const end = address(a) + length(a)
    const from = skip(address(a), end, start)
    setView(d, from, <i32>(skip(from, end, count) - from))
    if (start < 0 || count < 0) clearBit(valid, row)
  }
}

/** The first text followed by the second. */
export function concat(d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): bool {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea, b += eb) {
    const size = <u64>length(a) + <u64>length(b)
    const to = size > <u64>i32.MAX_VALUE ? reserve(<u64>u32.MAX_VALUE) : reserve(size)
    if (to == 0) return false
    copyBytes(to, address(a), length(a))
    copyBytes(to + length(a), address(b), length(b))
    setView(d, to, <i32>size)
  }
  return true
}

/** Says whether all views of a chunk are of at most 32 bytes: two vectors hold each. */
export function areShort(slot: usize, rows: i32): bool {
  const step = vectorStep(slot)
  let longest = i32x4.splat(0)
  for (let row = 0, view = values(slot); row < rows; row += 4, view += step << 1) {
    const present = i32x4.gt_s(i32x4.splat(rows - row), i32x4(0, 1, 2, 3))
    longest = i32x4.max_u(longest, v128.and(lengths(view, step), present))
  }
  return !v128.any_true(i32x4.gt_u(longest, i32x4.splat(32)))
}

/** Stores the first text followed by the second. */
export function storeConcat(program: usize, d: usize, a: usize, b: usize, rows: i32): bool {
  propagate(d, a, b, 0, 0, rows)
  storeValidity(d, d, rows)
  const total = storeOffsets(d, a, b, rows)
  if (!fits(program, d, Slot.DataCapacity, total, total)) return false
  const data = <usize>load<u32>(d, Slot.Data)
  if (areShort(a, rows) && areShort(b, rows)) {
    copyShortPairs(values(d), data, values(a), elementStep(a), values(b), elementStep(b), rows)
  } else {
    copyPairs(values(d), data, values(a), elementStep(a), values(b), elementStep(b), rows)
  }
  return true
}

/** What is written for a row without a value, whose size is 0, the next rows overwrite. */
function copyShortPairs(offsets: usize, data: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): void {
  for (let end = offsets + (<usize>rows << 2); offsets < end; offsets += 4, a += ea, b += eb) {
    const to = data + load<u32>(offsets)
    copyShort(to, address(a))
    copyShort(to + length(a), address(b))
  }
}

function copyPairs(offsets: usize, data: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): void {
  for (let end = offsets + (<usize>rows << 2); offsets < end; offsets += 4, a += ea, b += eb) {
    const to = data + load<u32>(offsets)
    const size = sizeOf(offsets, 0)
    const head = min(length(a), size)
    copyBytes(to, address(a), head)
    copyBytes(to + head, address(b), size - head)
  }
}

/**
 * Says whether all texts of a chunk of two columns are of fewer than 32 bytes. What lies behind the last row may make it
 * say no.
 */
function areShortRows(a: usize, b: usize, rows: i32): bool {
  let sizes = i32x4.splat(0)
  let at = values(a)
  let bt = values(b)
  for (let end = at + (<usize>rows << 2); at < end; at += 16, bt += 16) {
    sizes = v128.or(sizes, i32x4.sub(v128.load(at, 4), v128.load(at)))
    sizes = v128.or(sizes, i32x4.sub(v128.load(bt, 4), v128.load(bt)))
  }
  return !v128.any_true(v128.and(sizes, i32x4.splat(~31)))
}

/** As {@link storeConcat}, of two columns. */
export function storeColumnsConcat(program: usize, d: usize, a: usize, b: usize, rows: i32): bool {
  propagate(d, a, b, 0, 0, rows)
  storeValidity(d, d, rows)
  const total = validity(d) == 0 ? addColumnOffsets(d, a, b, rows) : storeColumnOffsets(d, a, b, rows)
  if (!fits(program, d, Slot.DataCapacity, total, total)) return false
  const data = <usize>load<u32>(d, Slot.Data)
  const aData = <usize>load<u32>(a, Slot.Data)
  const bData = <usize>load<u32>(b, Slot.Data)
  if (areShortRows(a, b, rows)) {
    copyShortRows(values(d), data, values(a), aData, values(b), bData, rows)
  } else {
    copyRows(values(d), data, values(a), aData, values(b), bData, rows)
  }
  return true
}

/** What is written for a row without a value, whose size is 0, the next rows overwrite. */
function copyShortRows(offsets: usize, data: usize, a: usize, aData: usize, b: usize, bData: usize, rows: i32): void {
  for (let end = offsets + (<usize>rows << 2); offsets < end; offsets += 4, a += 4, b += 4) {
    const to = data + load<u32>(offsets)
    const from = aData + load<u32>(a)
    const next = bData + load<u32>(b)
    const behind = to + sizeOf(a, 0)
    // All loads before the stores, so that none of them waits for a store.
    const low = v128.load(from)
    const high = v128.load(from, 16)
    const nextLow = v128.load(next)
    const nextHigh = v128.load(next, 16)
    v128.store(to, low)
    v128.store(to, high, 16)
    v128.store(behind, nextLow)
    v128.store(behind, nextHigh, 16)
  }
}

function copyRows(offsets: usize, data: usize, a: usize, aData: usize, b: usize, bData: usize, rows: i32): void {
  for (let end = offsets + (<usize>rows << 2); offsets < end; offsets += 4, a += 4, b += 4) {
    const to = data + load<u32>(offsets)
    const size = sizeOf(offsets, 0)
    const head = min(sizeOf(a, 0), size)
    copyBytes(to, aData + load<u32>(a), head)
    copyBytes(to + head, bData + load<u32>(b), size - head)
  }
}
