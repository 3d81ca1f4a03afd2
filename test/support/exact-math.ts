/** Bits behind the binary point: enough for e^-700 and 450 bits of it. */
const fraction = 1500n
const one = 1n << fraction
/** e^x is computed from e^(x / 2^halvings). */
const halvings = 20n

/** A finite number as a multiple of 2^-1500, exactly. */
export function fixed(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const exponent = (bits >> 52n) & 0x7ffn
  const mantissa = (bits & 0xfffffffffffffn) | (exponent === 0n ? 0n : 1n << 52n)
  const magnitude = mantissa << (fraction - 1074n + (exponent === 0n ? 0n : exponent - 1n))
  return bits >> 63n === 1n ? -magnitude : magnitude
}

function times(a: bigint, b: bigint): bigint {
  return (a * b) >> fraction
}

function over(a: bigint, b: bigint): bigint {
  return (a << fraction) / b
}

/** e^x by its series. */
function exp(x: bigint): bigint {
  const part = x >> halvings
  let sum = one
  let term = one
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = times(term, part) / n
    sum += term
  }
  for (let n = 0n; n < halvings; n++) sum = times(sum, sum)
  return sum
}

/** log x by Halley's iteration from the host's, whose digits each step triples. */
function log(x: bigint, guess: number): bigint {
  let y = fixed(guess)
  for (let step = 0; step < 4; step++) {
    const power = exp(y)
    y += 2n * over(x - power, x + power)
  }
  return y
}

/** The functions of one finite number, as multiples of 2^-1500. */
export const exact = {
  exp: (x: number) => exp(fixed(x)),
  expm1: (x: number) => exp(fixed(x)) - one,
  log: (x: number) => log(fixed(x), Math.log(x)),
  log1p: (x: number) => log(one + fixed(x), Math.log1p(x)),
  tanh: (x: number) => {
    const power = exp(2n * fixed(x))
    return over(power - one, power + one)
  },
  sigmoid: (x: number) => over(one, one + exp(-fixed(x))),
}

/** How far a number is from an exact value, in units of the last place that a float64 of its size has. */
export function unitsApart(value: number, expected: bigint): number {
  const magnitude = expected < 0n ? -expected : expected
  const lowest = Math.max(magnitude.toString(2).length - 53, Number(fraction) - 1074)
  const difference = fixed(value) - expected
  return Number(((difference < 0n ? -difference : difference) * 1000n) >> BigInt(lowest)) / 1000
}
