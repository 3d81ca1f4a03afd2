import { areRegularForLog1p, log1p_f64x2, regularLog1p_f64x2 } from '../../assembly/inline/logarithm'

// AssemblyScript, compiled when the benchmark runs: what an engineer would write for the three outputs of workload A and
// nothing else. One loop, 8 rows a turn, every value read and written once.

const MASKS_64 = memory.data<u64>([0, 0, -1, 0, 0, -1, -1, -1], 16)
const MASKS_32 = memory.data<u32>([
  0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0,
  0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1,
], 16)
const TEN = memory.data<f64>([10, 10], 16)
const HALF = memory.data<f64>([0.5, 0.5], 16)

/** Two rows of a / b; 0 where there is none. */
@inline
function ratio(a: v128, b: v128, bits: usize): v128 {
  const some = v128.and(v128.load(MASKS_64 + ((bits & 3) << 4)), f64x2.ne(b, v128.xor(b, b)))
  return v128.and(f64x2.div(a, b), some)
}

/** Four rows of a b + log1p(c). */
@inline
function sums(a: usize, b: usize, c: usize, x: usize): void {
  const p = v128.load(c)
  const q = v128.load(c, 16)
  const first = f64x2.mul(v128.load(a), v128.load(b))
  const second = f64x2.mul(v128.load(a, 16), v128.load(b, 16))
  if (areRegularForLog1p(p, q)) {
    const logs = regularLog1p_f64x2(q)
    v128.store(x, f64x2.add(first, regularLog1p_f64x2(p)))
    v128.store(x, f64x2.add(second, logs), 16)
  } else {
    v128.store(x, f64x2.add(first, log1p_f64x2(p)))
    v128.store(x, f64x2.add(second, log1p_f64x2(q)), 16)
  }
}

/** Which of two rows have d > 10 and a < 0.5, as bits. */
@inline
function hot(a: v128, d: usize): i32 {
  return i64x2.bitmask(v128.and(f64x2.gt(v128.load(d), v128.load(TEN)), f64x2.lt(a, v128.load(HALF))))
}

/** x = a b + log1p(c), y = (d > 10 and a < 0.5) ? 1 : 0, z = coalesce(a / nullif(b, 0), 0); gives the nulls of x. */
export function outputs(
  a: usize, b: usize, c: usize, d: usize, validA: usize, validB: usize, validC: usize, validD: usize,
  x: usize, validX: usize, y: usize, z: usize, rows: i32,
): i32 {
  let present = 0
  for (let row = 0; row < rows; row += 8) {
    const knownA = <i32>load<u8>(validA++)
    const both = knownA & <i32>load<u8>(validB++)
    let known = both & <i32>load<u8>(validC++)
    if (rows - row < 8) known &= (1 << (rows - row)) - 1
    store<u8>(validX++, <u8>known)
    present += popcnt<i32>(known)
    let bits = 0
    for (let pair = 0; pair < 8; pair += 2) {
      const va = v128.load(a)
      const vb = v128.load(b)
      if ((pair & 2) == 0) sums(a, b, c, x)
      v128.store(z, ratio(va, vb, <usize>(both >> pair)))
      bits |= hot(va, d) << pair
      a += 16
      b += 16
      c += 16
      d += 16
      x += 16
      z += 16
    }
    bits &= knownA & <i32>load<u8>(validD++)
    v128.store(y, v128.load(MASKS_32 + (<usize>(bits & 15) << 4)))
    v128.store(y + 16, v128.load(MASKS_32 + (<usize>(bits >> 4) << 4)))
    y += 32
  }
  return rows - present
}
