import { Op, Size } from '../src/wasm/abi'
import { clearBit } from './bitmap'

// Arithmetic over lines of 64 bytes: d = f(a, b). sa and sb are 64, or 0 for a constant that is one line of copies. Whole
// lines are read and written at the tail. One turn a vector takes twice as long: counting costs more than the work.

export const Add = 0
export const Sub = 1
export const Mul = 2
export const Div = 3
const Min = 4
const Max = 5

/** One operation on two vectors; those named above. */
@inline
export function combine<T>(f: i32, x: v128, y: v128): v128 {
  if (f == Add) return v128.add<T>(x, y)
  if (f == Sub) return v128.sub<T>(x, y)
  if (f == Mul) return v128.mul<T>(x, y)
  if (isFloat<T>()) {
    if (f == Div) return v128.div<T>(x, y)
  }
  // There is no i64x2.min; NaN and -0 are as f64x2.min has them.
  if (sizeof<T>() == 8 && isInteger<T>()) {
    if (f == Min) return v128.bitselect(x, y, v128.lt<T>(x, y))
    return v128.bitselect(x, y, v128.gt<T>(x, y))
  } else {
    if (f == Min) return v128.min<T>(x, y)
    return v128.max<T>(x, y)
  }
}

@inline
function binary<T>(f: i32, d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32): void {
  for (let end = d + <usize>rows * sizeof<T>(); d < end; d += Size.Line) {
    const p = combine<T>(f, v128.load(a), v128.load(b))
    const q = combine<T>(f, v128.load(a, 16), v128.load(b, 16))
    const r = combine<T>(f, v128.load(a, 32), v128.load(b, 32))
    const s = combine<T>(f, v128.load(a, 48), v128.load(b, 48))
    v128.store(d, p)
    v128.store(d, q, 16)
    v128.store(d, r, 32)
    v128.store(d, s, 48)
    a += sa
    b += sb
  }
}

type Loop = (d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32) => void

// In the order of the opcodes; a table, as in real.ts, so that each is a function of its own.
const loops: StaticArray<Loop> = [
  (d, a, sa, b, sb, rows) => binary<i32>(Add, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<i64>(Add, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f32>(Add, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f64>(Add, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<i32>(Sub, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<i64>(Sub, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f32>(Sub, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f64>(Sub, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<i32>(Mul, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<i64>(Mul, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f32>(Mul, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f64>(Mul, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f32>(Div, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f64>(Div, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<i32>(Min, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<i64>(Min, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f32>(Min, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f64>(Min, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<i32>(Max, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<i64>(Max, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f32>(Max, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => binary<f64>(Max, d, a, sa, b, sb, rows),
]

/** Addition, subtraction, multiplication (integers wrap), float division, the smaller and the greater of two. */
export function arith(op: i32, d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32): void {
  unchecked(loops[op - Op.AddI32])(d, a, sa, b, sb, rows)
}

const Neg = 0
const Abs = 1
const Sign = 2
const Floor = 3
const Ceil = 4
const Nearest = 5
const Trunc = 6
const Sqrt = 7

@inline
function splat<T>(value: T): v128 {
  return v128.splat<T>(value)
}

/** -1, 0 or 1; a float zero keeps its sign and NaN stays, because x itself is kept where it is neither above nor below. */
@inline
function sign<T>(x: v128): v128 {
  const zero = splat<T>(0)
  const kept = v128.bitselect(splat<T>(1), x, v128.gt<T>(x, zero))
  return v128.bitselect(splat<T>(-1), kept, v128.lt<T>(x, zero))
}

@inline
function apply<T>(f: i32, x: v128): v128 {
  if (f == Neg) return v128.neg<T>(x)
  if (f == Abs) return v128.abs<T>(x)
  if (f == Sign) return sign<T>(x)
  if (isFloat<T>()) {
    if (f == Floor) return v128.floor<T>(x)
    if (f == Ceil) return v128.ceil<T>(x)
    if (f == Nearest) return v128.nearest<T>(x)
    if (f == Trunc) return v128.trunc<T>(x)
    if (f == Sqrt) return v128.sqrt<T>(x)
  }
  return x
}

@inline
function unary<T>(f: i32, d: usize, a: usize, sa: usize, rows: i32): void {
  for (let end = d + <usize>rows * sizeof<T>(); d < end; d += Size.Line) {
    v128.store(d, apply<T>(f, v128.load(a)))
    v128.store(d, apply<T>(f, v128.load(a, 16)), 16)
    v128.store(d, apply<T>(f, v128.load(a, 32)), 32)
    v128.store(d, apply<T>(f, v128.load(a, 48)), 48)
    a += sa
  }
}

type UnaryLoop = (d: usize, a: usize, sa: usize, rows: i32) => void

// In the order of the opcodes.
const unaryLoops: StaticArray<UnaryLoop> = [
  (d, a, sa, rows) => unary<i32>(Neg, d, a, sa, rows),
  (d, a, sa, rows) => unary<i64>(Neg, d, a, sa, rows),
  (d, a, sa, rows) => unary<f32>(Neg, d, a, sa, rows),
  (d, a, sa, rows) => unary<f64>(Neg, d, a, sa, rows),
  (d, a, sa, rows) => unary<i32>(Abs, d, a, sa, rows),
  (d, a, sa, rows) => unary<i64>(Abs, d, a, sa, rows),
  (d, a, sa, rows) => unary<f32>(Abs, d, a, sa, rows),
  (d, a, sa, rows) => unary<f64>(Abs, d, a, sa, rows),
  (d, a, sa, rows) => unary<i32>(Sign, d, a, sa, rows),
  (d, a, sa, rows) => unary<i64>(Sign, d, a, sa, rows),
  (d, a, sa, rows) => unary<f32>(Sign, d, a, sa, rows),
  (d, a, sa, rows) => unary<f64>(Sign, d, a, sa, rows),
  (d, a, sa, rows) => unary<f32>(Floor, d, a, sa, rows),
  (d, a, sa, rows) => unary<f64>(Floor, d, a, sa, rows),
  (d, a, sa, rows) => unary<f32>(Ceil, d, a, sa, rows),
  (d, a, sa, rows) => unary<f64>(Ceil, d, a, sa, rows),
  (d, a, sa, rows) => unary<f32>(Nearest, d, a, sa, rows),
  (d, a, sa, rows) => unary<f64>(Nearest, d, a, sa, rows),
  (d, a, sa, rows) => unary<f32>(Trunc, d, a, sa, rows),
  (d, a, sa, rows) => unary<f64>(Trunc, d, a, sa, rows),
  (d, a, sa, rows) => unary<f32>(Sqrt, d, a, sa, rows),
  (d, a, sa, rows) => unary<f64>(Sqrt, d, a, sa, rows),
]

/** Negation, absolute value and sign of numbers; rounding and square root of floats. */
export function arithUnary(op: i32, d: usize, a: usize, sa: usize, rows: i32): void {
  unchecked(unaryLoops[op - Op.NegI32])(d, a, sa, rows)
}

@inline
function divide<T>(remainder: bool, d: usize, a: usize, ea: usize, b: usize, eb: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += sizeof<T>()) {
    const x = load<T>(a)
    const y = load<T>(b)
    a += ea
    b += eb
    if (y == 0) {
      store<T>(d, 0)
      clearBit(valid, row)
    } else if (y == -1) {
      // The smallest integer by -1 would trap.
      store<T>(d, remainder ? 0 : 0 - x)
    } else {
      store<T>(d, remainder ? x % y : x / y)
    }
  }
}

/** Integer quotient toward zero and its remainder; clears the validity of rows divided by 0. */
export function divideIntegers(op: i32, d: usize, a: usize, ea: usize, b: usize, eb: usize, valid: usize, rows: i32): void {
  switch (op) {
    case Op.DivideI32: return divide<i32>(false, d, a, ea, b, eb, valid, rows)
    case Op.DivideI64: return divide<i64>(false, d, a, ea, b, eb, valid, rows)
    case Op.ModuloI32: return divide<i32>(true, d, a, ea, b, eb, valid, rows)
    case Op.ModuloI64: return divide<i64>(true, d, a, ea, b, eb, valid, rows)
  }
}
