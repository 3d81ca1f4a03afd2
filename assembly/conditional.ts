import { Op, Size } from '../src/wasm/abi'
import { Add, combine, Div, Mul, Sub } from './arith'
import { bitmapBytes, copyBits, fillBits, intersectBits } from './bitmap'
import { isRegister, lineStep, setValidity, shareValues, validity, validityBuffer, values } from './slot'

// Instructions that decide about nulls themselves: Kleene logic and choices between two operands.

// Lane masks by the bits of a condition, least significant first.
const masks64 = memory.data<u64>([0, 0, -1, 0, 0, -1, -1, -1])
const masks32 = memory.data<u32>([
  0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, -1, -1, 0, 0, 0, 0, -1, 0, -1, 0, -1, 0, 0, -1, -1, 0, -1, -1, -1, 0,
  0, 0, 0, -1, -1, 0, 0, -1, 0, -1, 0, -1, -1, -1, 0, -1, 0, 0, -1, -1, -1, 0, -1, -1, 0, -1, -1, -1, -1, -1, -1, -1,
])
// A bitmap of ones, for operands without nulls.
const ones = memory.data<u64>([
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
])

// Where the rows of a chunk in which the first of two operands is chosen are noted: the run's, since threads share memory.
let chosen: usize = 0

/** Gives the instructions {@link Size.ChunkBits} bytes to work in. */
export function placeScratch(at: usize): void {
  chosen = at
}

@inline
function lane64(d: usize, mask: usize, a: usize, b: usize): void {
  v128.store(d, v128.bitselect(v128.load(a), v128.load(b), v128.load(masks64 + (mask << 4))))
}

function select64(d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32): void {
  let bits = chosen
  for (let end = bits + (<usize>(rows + 7) >> 3); bits < end; bits++) {
    const byte = <usize>load<u8>(bits)
    lane64(d, byte & 3, a, b)
    lane64(d + 16, (byte >> 2) & 3, a + 16, b + 16)
    lane64(d + 32, (byte >> 4) & 3, a + 32, b + 32)
    lane64(d + 48, byte >> 6, a + 48, b + 48)
    d += Size.Line
    a += sa
    b += sb
  }
}

@inline
function lane32(d: usize, mask: usize, a: usize, b: usize): void {
  v128.store(d, v128.bitselect(v128.load(a), v128.load(b), v128.load(masks32 + (mask << 4))))
}

function select32(d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32): void {
  let bits = chosen
  for (let end = bits + (<usize>(rows + 7) >> 3); bits < end; bits += 2) {
    const word = <usize>load<u16>(bits)
    lane32(d, word & 15, a, b)
    lane32(d + 16, (word >> 4) & 15, a + 16, b + 16)
    lane32(d + 32, (word >> 8) & 15, a + 32, b + 32)
    lane32(d + 48, word >> 12, a + 48, b + 48)
    d += Size.Line
    a += sa
    b += sb
  }
}

type Select = (d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32) => void

// A table, as in real.ts, so that each is a function of its own.
const selects: StaticArray<Select> = [select32, select64]

function selectBits(d: usize, a: usize, b: usize, rows: i32): void {
  let bits = chosen
  for (let end = bits + bitmapBytes(rows); bits < end; bits += 16, d += 16, a += 16, b += 16) {
    v128.store(d, v128.bitselect(v128.load(a), v128.load(b), v128.load(bits)))
  }
}

/** Copies values of `bytes` bytes in all, or fills with a constant where `sa` is 0. */
export function copyLines(d: usize, a: usize, sa: usize, bytes: usize): void {
  for (let end = d + bytes; d < end; d += Size.Line, a += sa) {
    v128.store(d, v128.load(a))
    v128.store(d, v128.load(a, 16), 16)
    v128.store(d, v128.load(a, 32), 32)
    v128.store(d, v128.load(a, 48), 48)
  }
}

@inline
function orOnes(bitmap: usize): usize {
  return bitmap == 0 ? ones : bitmap
}

/** Where {@link chosen} is set, values and validity of a, else of b. */
function choose(width: i32, d: usize, a: usize, b: usize, rows: i32): void {
  if (width == 1) selectBits(values(d), values(a), values(b), rows)
  else unchecked(selects[width >> 6])(values(d), values(a), lineStep(a), values(b), lineStep(b), rows)
  const va = validity(a)
  const vb = validity(b)
  const some = va != 0 || vb != 0
  if (some) selectBits(validityBuffer(d), orOnes(va), orOnes(vb), rows)
  setValidity(d, some)
}

function chooseIf(width: i32, d: usize, condition: usize, a: usize, b: usize, rows: i32): void {
  const known = orOnes(validity(condition))
  const truth = values(condition)
  for (let at: usize = 0; at < bitmapBytes(rows); at += 16) {
    v128.store(chosen + at, v128.and(v128.load(truth + at), v128.load(known + at)))
  }
  choose(width, d, a, b, rows)
}

function coalesce(width: i32, d: usize, a: usize, b: usize, rows: i32): void {
  copyBits(chosen, orOnes(validity(a)), rows)
  choose(width, d, a, b, rows)
}

@inline
function lineOrElse(f: i32, d: usize, a: usize, b: usize, c: usize, mask: usize): void {
  const value = combine<f64>(f, v128.load(a), v128.load(b))
  v128.store(d, v128.bitselect(value, v128.load(c), v128.load(masks64 + (mask << 4))))
}

@inline
function orElse(f: i32, d: usize, a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, rows: i32): void {
  let bits = chosen
  for (let end = bits + (<usize>(rows + 7) >> 3); bits < end; bits++) {
    const byte = <usize>load<u8>(bits)
    lineOrElse(f, d, a, b, c, byte & 3)
    lineOrElse(f, d + 16, a + 16, b + 16, c + 16, (byte >> 2) & 3)
    lineOrElse(f, d + 32, a + 32, b + 32, c + 32, (byte >> 4) & 3)
    lineOrElse(f, d + 48, a + 48, b + 48, c + 48, byte >> 6)
    d += Size.Line
    a += sa
    b += sb
    c += sc
  }
}

type OrElse = (d: usize, a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, rows: i32) => void

// In the order of the opcodes.
const orElses: StaticArray<OrElse> = [
  (d, a, sa, b, sb, c, sc, rows) => orElse(Add, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, rows) => orElse(Sub, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, rows) => orElse(Mul, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, rows) => orElse(Div, d, a, sa, b, sb, c, sc, rows),
]

/** An operation on a and b where both have a value, else c. */
function coalesceArith(op: i32, d: usize, a: usize, b: usize, c: usize, rows: i32): void {
  copyBits(chosen, orOnes(validity(a)), rows)
  intersectBits(chosen, orOnes(validity(b)), rows)
  const loop = unchecked(orElses[op - Op.CoalesceAddF64])
  loop(values(d), values(a), lineStep(a), values(b), lineStep(b), values(c), lineStep(c), rows)
  const vc = validity(c)
  if (vc != 0) selectBits(validityBuffer(d), chosen, vc, rows)
  setValidity(d, vc != 0)
}

/** The values of a; null where a is, or where the bits of `equal` are set and known. */
function nullIf(width: i32, d: usize, a: usize, equal: usize, rows: i32): void {
  if (isRegister(d)) shareValues(d, a)
  else if (width == 1) copyBits(values(d), values(a), rows)
  else copyLines(values(d), values(a), lineStep(a), <usize>rows * (width >> 3))
  const va = orOnes(validity(a))
  const known = orOnes(validity(equal))
  const bits = values(equal)
  const target = validityBuffer(d)
  for (let at: usize = 0; at < bitmapBytes(rows); at += 16) {
    const same = v128.and(v128.load(bits + at), v128.load(known + at))
    v128.store(target + at, v128.andnot(v128.load(va + at), same))
  }
  setValidity(d, true)
}

/** Kleene logic: a value is known where both are, or where one alone decides: false for `and`, true for `or`. */
@inline
function kleene(conjunction: bool, d: usize, a: usize, b: usize, rows: i32): void {
  const x = values(a)
  const y = values(b)
  const va = validity(a)
  const vb = validity(b)
  const some = va != 0 || vb != 0
  const knownX = orOnes(va)
  const knownY = orOnes(vb)
  const target = values(d)
  const valid = validityBuffer(d)
  for (let at: usize = 0; at < bitmapBytes(rows); at += 16) {
    const p = v128.load(x + at)
    const q = v128.load(y + at)
    v128.store(target + at, conjunction ? v128.and(p, q) : v128.or(p, q))
    if (some) {
      const kp = v128.load(knownX + at)
      const kq = v128.load(knownY + at)
      const byP = conjunction ? v128.andnot(kp, p) : v128.and(kp, p)
      const byQ = conjunction ? v128.andnot(kq, q) : v128.and(kq, q)
      v128.store(valid + at, v128.or(v128.and(kp, kq), v128.or(byP, byQ)))
    }
  }
  setValidity(d, some)
}

function isNull(d: usize, a: usize, rows: i32): void {
  const va = validity(a)
  const target = values(d)
  if (va == 0) fillBits(target, 0, rows)
  else {
    for (let at: usize = 0; at < bitmapBytes(rows); at += 16) v128.store(target + at, v128.not(v128.load(va + at)))
  }
  setValidity(d, false)
}

/** Runs one instruction of this family on slots. */
export function conditional(op: i32, d: usize, a: usize, b: usize, c: usize, rows: i32): void {
  switch (op) {
    case Op.And: return kleene(true, d, a, b, rows)
    case Op.Or: return kleene(false, d, a, b, rows)
    case Op.IsNull: return isNull(d, a, rows)
    case Op.Select32: return chooseIf(32, d, a, b, c, rows)
    case Op.Select64: return chooseIf(64, d, a, b, c, rows)
    case Op.SelectBits: return chooseIf(1, d, a, b, c, rows)
    case Op.Coalesce32: return coalesce(32, d, a, b, rows)
    case Op.Coalesce64: return coalesce(64, d, a, b, rows)
    case Op.CoalesceBits: return coalesce(1, d, a, b, rows)
    case Op.NullIf32: return nullIf(32, d, a, b, rows)
    case Op.NullIf64: return nullIf(64, d, a, b, rows)
    case Op.NullIfBits: return nullIf(1, d, a, b, rows)
    default: return coalesceArith(op, d, a, b, c, rows)
  }
}
