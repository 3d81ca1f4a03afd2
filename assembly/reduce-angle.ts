// Angles from 2^20 pi/2 to 2^22. AssemblyScript 0.28.20 reduces these with a table of 2/pi that it reads in front of its
// start, and gives sines of wrong sign and size; test/wasm/math.test.ts ("angles of every size") fails without this.
//
// The reduction is Cody and Waite's, with pi/2 in three parts of 33 bits (the constants are fdlibm's), but by whole
// turns: a multiple of 4 pi/2 has at most 20 bits beside its factor 4, so its product with 33 bits is exact.

const TWO_OVER_PI: f64 = 0.636619772367581343076
const PIO2_1: f64 = 1.57079632673412561417
const PIO2_1T: f64 = 6.07710050650619224932e-11
const PIO2_2: f64 = 6.07710050630396597660e-11
const PIO2_2T: f64 = 2.02226624879595063154e-21
const PIO2_3: f64 = 2.02226624871116645580e-21
const PIO2_3T: f64 = 8.47842766036889956997e-32

/** The upper word of 2^20 pi/2, below which AssemblyScript reduces another way. */
const FIRST_WORD: u32 = 0x413921fb
const END: f64 = 4194304

/** Says whether an angle is one of those that are reduced here. */
@inline
export function isMediumAngle(x: f64): bool {
  return (<u32>(reinterpret<u64>(x) >> 32) & 0x7fffffff) >= FIRST_WORD && abs<f64>(x) < END
}

let rest: f64 = 0

/** The angle less whole turns, from -pi to pi; what it lacks to the exact one is left in `rest`. */
function withoutTurns(x: f64): f64 {
  const quarters = nearest<f64>(x * TWO_OVER_PI * 0.25) * 4
  let t: f64
  let r = x - quarters * PIO2_1
  let w = quarters * PIO2_1T
  let y = r - w
  const exponent = <i32>((reinterpret<u64>(x) >> 52) & 0x7ff)
  if (exponent - exponentOf(y) > 16) {
    t = r
    w = quarters * PIO2_2
    r = t - w
    w = quarters * PIO2_2T - ((t - r) - w)
    y = r - w
    if (exponent - exponentOf(y) > 49) {
      t = r
      w = quarters * PIO2_3
      r = t - w
      w = quarters * PIO2_3T - ((t - r) - w)
      y = r - w
    }
  }
  rest = (r - y) - w
  return y
}

function exponentOf(x: f64): i32 {
  return <i32>((reinterpret<u64>(x) >> 52) & 0x7ff)
}

/** Sine of a medium angle. */
export function sinMedium(x: f64): f64 {
  const y = withoutTurns(x)
  return NativeMath.sin(y) + rest * NativeMath.cos(y)
}

/** Cosine of a medium angle. */
export function cosMedium(x: f64): f64 {
  const y = withoutTurns(x)
  return NativeMath.cos(y) - rest * NativeMath.sin(y)
}

/** Tangent of a medium angle. */
export function tanMedium(x: f64): f64 {
  return sinMedium(x) / cosMedium(x)
}
