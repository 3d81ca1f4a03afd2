import { Op, Size } from '../src/wasm/abi'
import { Add, combine, Mul, Sub } from './arith'

// Chains of float64 operations, (a f b) g c and ((a f b) g c) h e, over lines as in arith.ts: what lies between the
// operations is neither written nor read again, and all columns are read in one loop, so that memory works while it
// computes. Each operation rounds by itself: the bits are those of one loop after the other.

@inline
function two(f: i32, g: i32, x: v128, y: v128, z: v128): v128 {
  return combine<f64>(g, combine<f64>(f, x, y), z)
}

@inline
function pair(
  f: i32, g: i32, d: usize, a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, rows: i32,
): void {
  for (let end = d + (<usize>rows << 3); d < end; d += Size.Line) {
    const p = two(f, g, v128.load(a), v128.load(b), v128.load(c))
    const q = two(f, g, v128.load(a, 16), v128.load(b, 16), v128.load(c, 16))
    const r = two(f, g, v128.load(a, 32), v128.load(b, 32), v128.load(c, 32))
    const s = two(f, g, v128.load(a, 48), v128.load(b, 48), v128.load(c, 48))
    v128.store(d, p)
    v128.store(d, q, 16)
    v128.store(d, r, 32)
    v128.store(d, s, 48)
    a += sa
    b += sb
    c += sc
  }
}

@inline
function triple(
  f: i32, g: i32, h: i32,
  d: usize, a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, e: usize, se: usize, rows: i32,
): void {
  for (let end = d + (<usize>rows << 3); d < end; d += Size.Line) {
    const p = combine<f64>(h, two(f, g, v128.load(a), v128.load(b), v128.load(c)), v128.load(e))
    const q = combine<f64>(h, two(f, g, v128.load(a, 16), v128.load(b, 16), v128.load(c, 16)), v128.load(e, 16))
    const r = combine<f64>(h, two(f, g, v128.load(a, 32), v128.load(b, 32), v128.load(c, 32)), v128.load(e, 32))
    const s = combine<f64>(h, two(f, g, v128.load(a, 48), v128.load(b, 48), v128.load(c, 48)), v128.load(e, 48))
    v128.store(d, p)
    v128.store(d, q, 16)
    v128.store(d, r, 32)
    v128.store(d, s, 48)
    a += sa
    b += sb
    c += sc
    e += se
  }
}

type Loop = (
  d: usize, a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, e: usize, se: usize, rows: i32,
) => void

// In the order of the opcodes: pairs, then triples, the last operation changing fastest; a table, as in real.ts.
const loops: StaticArray<Loop> = [
  (d, a, sa, b, sb, c, sc, e, se, rows) => pair(Add, Add, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => pair(Add, Sub, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => pair(Add, Mul, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => pair(Sub, Add, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => pair(Sub, Sub, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => pair(Sub, Mul, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => pair(Mul, Add, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => pair(Mul, Sub, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => pair(Mul, Mul, d, a, sa, b, sb, c, sc, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Add, Add, Add, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Add, Add, Sub, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Add, Add, Mul, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Add, Sub, Add, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Add, Sub, Sub, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Add, Sub, Mul, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Add, Mul, Add, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Add, Mul, Sub, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Add, Mul, Mul, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Sub, Add, Add, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Sub, Add, Sub, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Sub, Add, Mul, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Sub, Sub, Add, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Sub, Sub, Sub, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Sub, Sub, Mul, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Sub, Mul, Add, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Sub, Mul, Sub, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Sub, Mul, Mul, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Mul, Add, Add, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Mul, Add, Sub, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Mul, Add, Mul, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Mul, Sub, Add, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Mul, Sub, Sub, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Mul, Sub, Mul, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Mul, Mul, Add, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Mul, Mul, Sub, d, a, sa, b, sb, c, sc, e, se, rows),
  (d, a, sa, b, sb, c, sc, e, se, rows) => triple(Mul, Mul, Mul, d, a, sa, b, sb, c, sc, e, se, rows),
]

/** Two or three additions, subtractions and multiplications, each of what the one before it gives and a further operand. */
export function chain(
  op: i32, d: usize, a: usize, sa: usize, b: usize, sb: usize, c: usize, sc: usize, e: usize, se: usize, rows: i32,
): void {
  unchecked(loops[op - Op.ChainF64])(d, a, sa, b, sb, c, sc, e, se, rows)
}
