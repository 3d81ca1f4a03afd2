import { Op } from '../src/wasm/abi'

// Comparisons of vectors into bitmaps, 8 rows a byte. sa and sb are 16, or 0 for a constant.

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

@inline
function lanes<T>(f: i32, a: usize, b: usize): i32 {
  const result = test<T>(f, v128.load(a), v128.load(b))
  return sizeof<T>() == 8 ? i64x2.bitmask(result) : i32x4.bitmask(result)
}

@inline
function loop<T>(f: i32, d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32): void {
  for (let end = d + (<usize>(rows + 7) >> 3); d < end; d++) {
    let byte = lanes<T>(f, a, b)
    if (sizeof<T>() == 8) {
      byte |= lanes<T>(f, a + sa, b + sb) << 2
      byte |= lanes<T>(f, a + 2 * sa, b + 2 * sb) << 4
      byte |= lanes<T>(f, a + 3 * sa, b + 3 * sb) << 6
      a += 4 * sa
      b += 4 * sb
    } else {
      byte |= lanes<T>(f, a + sa, b + sb) << 4
      a += 2 * sa
      b += 2 * sb
    }
    store<u8>(d, byte)
  }
}

/** Equal, different, less, less or equal; floats as IEEE says. */
export function compare(op: i32, d: usize, a: usize, sa: usize, b: usize, sb: usize, rows: i32): void {
  switch (op) {
    case Op.EqI32: return loop<i32>(Eq, d, a, sa, b, sb, rows)
    case Op.EqI64: return loop<i64>(Eq, d, a, sa, b, sb, rows)
    case Op.EqF32: return loop<f32>(Eq, d, a, sa, b, sb, rows)
    case Op.EqF64: return loop<f64>(Eq, d, a, sa, b, sb, rows)
    case Op.NeI32: return loop<i32>(Ne, d, a, sa, b, sb, rows)
    case Op.NeI64: return loop<i64>(Ne, d, a, sa, b, sb, rows)
    case Op.NeF32: return loop<f32>(Ne, d, a, sa, b, sb, rows)
    case Op.NeF64: return loop<f64>(Ne, d, a, sa, b, sb, rows)
    case Op.LtI32: return loop<i32>(Lt, d, a, sa, b, sb, rows)
    case Op.LtI64: return loop<i64>(Lt, d, a, sa, b, sb, rows)
    case Op.LtF32: return loop<f32>(Lt, d, a, sa, b, sb, rows)
    case Op.LtF64: return loop<f64>(Lt, d, a, sa, b, sb, rows)
    case Op.LeI32: return loop<i32>(Le, d, a, sa, b, sb, rows)
    case Op.LeI64: return loop<i64>(Le, d, a, sa, b, sb, rows)
    case Op.LeF32: return loop<f32>(Le, d, a, sa, b, sb, rows)
    case Op.LeF64: return loop<f64>(Le, d, a, sa, b, sb, rows)
  }
}
