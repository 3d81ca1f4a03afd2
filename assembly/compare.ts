import { Op, Size } from '../src/wasm/abi'

// Comparisons of lines into bitmaps, 8 rows a byte. sa and sb are 64, or 0 for a constant.

const Eq = 0
const Ne = 1
const Lt = 2
const Le = 3

@inline
function test<T>(f: i32, x: v128, y: v128): v128 {
  if (f == Eq) return v128.eq<T>(x, y)
  if (f == Ne) return v128.ne<T>(x, y)
  if (f == Lt) return v128.lt<T>(x, y)
  return v128.le<T>(x, y)
}

/** The low halves of four lanes, which are all ones or all zeros. */
@inline
function halves(x: v128, y: v128): v128 {
  return v128.shuffle<i32>(x, y, 0, 2, 4, 6)
}

/** One line of each operand a turn: 8 rows of 8 bytes, or 16 of 4. */
@inline
function loop<T>(f: i32, d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32): void {
  const step = Size.Line / sizeof<T>() / 8
  for (let end = d + (<usize>(rows + 7) >> 3); d < end; d += step, a += sa, b += sb) {
    const p = test<T>(f, v128.load(a), v128.load(b))
    const q = test<T>(f, v128.load(a, 16), v128.load(b, 16))
    const r = test<T>(f, v128.load(a, 32), v128.load(b, 32))
    const s = test<T>(f, v128.load(a, 48), v128.load(b, 48))
    if (sizeof<T>() == 8) {
      const words = i16x8.narrow_i32x4_s(halves(p, q), halves(r, s))
      store<u8>(d, <u8>i8x16.bitmask(i8x16.narrow_i16x8_s(words, words)))
    } else {
      const bytes = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(p, q), i16x8.narrow_i32x4_s(r, s))
      store<u16>(d, <u16>i8x16.bitmask(bytes))
    }
  }
}

type Loop = (d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32) => void

// In the order of the opcodes; a table, as in real.ts, so that each is a function of its own.
const loops: StaticArray<Loop> = [
  (d, a, sa, b, sb, rows) => loop<i32>(Eq, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<i64>(Eq, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<f32>(Eq, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<f64>(Eq, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<i32>(Ne, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<i64>(Ne, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<f32>(Ne, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<f64>(Ne, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<i32>(Lt, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<i64>(Lt, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<f32>(Lt, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<f64>(Lt, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<i32>(Le, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<i64>(Le, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<f32>(Le, d, a, sa, b, sb, rows),
  (d, a, sa, b, sb, rows) => loop<f64>(Le, d, a, sa, b, sb, rows),
]

/** Equal, different, less, less or equal; floats as IEEE says. */
export function compare(op: i32, d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32): void {
  unchecked(loops[op - Op.EqI32])(d, a, sa, b, sb, rows)
}
