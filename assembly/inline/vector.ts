// Words for arithmetic on two float64 lanes.

/**
 * A constant in both lanes, from memory: V8 13.6 builds immediates anew in each turn of a loop, which costs a logarithm a
 * fifth of its time.
 */
@inline
export function constant(at: usize): v128 {
  return v128.load64_splat(at)
}

/** x + y. */
@inline
export function plus(x: v128, y: v128): v128 {
  return f64x2.add(x, y)
}

/** x - y. */
@inline
export function minus(x: v128, y: v128): v128 {
  return f64x2.sub(x, y)
}

/** x y. */
@inline
export function times(x: v128, y: v128): v128 {
  return f64x2.mul(x, y)
}

/** x / y. */
@inline
export function over(x: v128, y: v128): v128 {
  return f64x2.div(x, y)
}

const SIGN = memory.data<u64>([0x80000000_00000000])

/** A function that is odd, or as negative as its argument: gives its zeros the argument's sign. */
@inline
export function withSignOf(result: v128, x: v128): v128 {
  return v128.or(result, v128.and(x, constant(SIGN)))
}
