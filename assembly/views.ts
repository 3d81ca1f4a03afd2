import { Op, Slot } from '../src/wasm/abi'
import { bitAt } from './inline/bits'
import { reserve } from './heap'
import { values } from './slot'

// The rows of a variable-width column as views: addresses of first bytes or items, and their numbers.

/** Four rows at a time: up to three views behind the last are written too. */
@inline
function views(d: usize, offsets: usize, data: usize, shift: i32, rows: i32): void {
  const base = i32x4.splat(<i32>data)
  for (let end = d + (<usize>rows << 3); d < end; d += 32, offsets += 16) {
    const from = v128.load(offsets)
    const sizes = i32x4.sub(v128.load(offsets, 4), from)
    const addresses = i32x4.add(base, i32x4.shl(from, shift))
    v128.store(d, v128.shuffle<i32>(addresses, sizes, 0, 4, 1, 5))
    v128.store(d, v128.shuffle<i32>(addresses, sizes, 2, 6, 3, 7), 16)
  }
}

/** The items of the chunk's lists of bools, a byte each; their address, or 0 where the heap is full. */
function spreadBits(first: i32, count: i32, bits: usize): usize {
  const to = reserve(count)
  for (let item = 0; to != 0 && item < count; item++) store<u8>(to + item, <u8>bitAt(bits, first + item))
  return to
}

/** The items of the chunk's lists of text as views; their address, or 0 where the heap is full. */
function spreadText(first: i32, count: i32, offsets: usize, bytes: usize): usize {
  const to = reserve(<u64>count << 3)
  if (to != 0) views(to, offsets + (<usize>first << 2), bytes, 0, count)
  return to
}

function spread(d: usize, offsets: usize, items: usize, first: i32, shift: i32, rows: i32): bool {
  if (items == 0) return false
  views(d, offsets, items - (<usize>first << <usize>shift), shift, rows)
  return true
}

/** Runs one instruction of this family on slots; false where the heap is full. */
export function loadViews(op: i32, d: usize, a: usize, rows: i32): bool {
  const target = values(d)
  const offsets = values(a)
  const data = <usize>load<u32>(a, Slot.Data)
  const first = load<i32>(offsets)
  const count = load<i32>(offsets + (<usize>rows << 2)) - first
  switch (op) {
    case Op.LoadView32: {
      views(target, offsets, data, 2, rows)
      return true
    }
    case Op.LoadView64: {
      views(target, offsets, data, 3, rows)
      return true
    }
    case Op.LoadViewBits: return spread(target, offsets, spreadBits(first, count, data), first, 0, rows)
    case Op.LoadViewText: {
      return spread(target, offsets, spreadText(first, count, data, load<u32>(a, Slot.Text)), first, 3, rows)
    }
    default: {
      views(target, offsets, data, 0, rows)
      return true
    }
  }
}
