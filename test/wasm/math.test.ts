import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { atan2, cos, exp, expm1, log, log1p, pow, sigmoid, sin, tan, tanh } from '../../src/wasm/math.js'

const bits = new DataView(new ArrayBuffer(8))

/** Distance in units in the last place; 0 for two NaNs, Infinity where only one is NaN or infinite. */
function distance(a: number, b: number): number {
  if (Object.is(a, b)) return 0
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY
  return Number(ordinal(a) > ordinal(b) ? ordinal(a) - ordinal(b) : ordinal(b) - ordinal(a))
}

function ordinal(value: number): bigint {
  bits.setFloat64(0, value)
  const raw = bits.getBigInt64(0)
  return raw < 0n ? -(raw & 0x7fffffffffffffffn) : raw
}

const unary = { exp, log, log1p, expm1, sin, cos, tan, tanh }
const binary = { pow, atan2 }
/** ECMAScript has NaN where IEEE 754-2008 has 1. */
function ieeePow(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y
}

const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -5e-324]
const plain = [1, -1, 0.5, -0.5]
const extremes = [
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  2.2250738585072014e-308,
  709.78,
  -745.13,
  1e22,
  1e300,
  Math.PI,
  2 ** 53,
]

for (const [name, ours] of Object.entries(unary)) {
  const host = Math[name as keyof typeof unary]
  test(`${name} is within 4 units in the last place of the host's, with its special values`, () => {
    for (const x of special) assert.is(distance(ours(x), host(x)), 0, `${name}(${x})`)
    for (const x of [...plain, ...extremes]) assert.ok(distance(ours(x), host(x)) <= 4, `${name}(${x})`)
    const values = fc.oneof(fc.double(), fc.double({ min: -20, max: 20 }), fc.double({ min: -1e-3, max: 1e-3 }))
    fc.assert(
      fc.property(values, (x) => distance(ours(x), host(x)) <= 4),
      { numRuns: 3000 },
    )
  })
}

test("angles of every size are within 4 units in the last place of the host's", () => {
  const turns = fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(turns, fc.boolean(), (fraction, negative) => {
      for (let exponent = 10; exponent < 1023; exponent = exponent < 30 ? exponent + 1 : exponent * 2) {
        const x = (negative ? -fraction : fraction) * 2 ** exponent
        for (const name of ['sin', 'cos', 'tan'] as const)
          if (distance(unary[name](x), Math[name](x)) > 4) throw new Error(`${name}(${x})`)
      }
    }),
    { numRuns: 2000 },
  )
})

for (const [name, ours] of Object.entries(binary)) {
  const host = name === 'pow' ? ieeePow : Math.atan2
  test(`${name} is within 2 units in the last place of the host's, with its special values`, () => {
    for (const x of [...special, ...plain, ...extremes, 3, -3]) {
      for (const y of [...special, ...plain, ...extremes, 3, -3]) {
        assert.ok(distance(ours(x, y), host(x, y)) <= 2, `${name}(${x}, ${y})`)
      }
    }
    const values = fc.oneof(fc.double(), fc.double({ min: -50, max: 50 }))
    fc.assert(
      fc.property(values, values, (x, y) => distance(ours(x, y), host(x, y)) <= 2),
      { numRuns: 3000 },
    )
  })
}

test('sigmoid stays within [0, 1] and is symmetric', () => {
  assert.is(sigmoid(0), 0.5)
  assert.is(sigmoid(Number.POSITIVE_INFINITY), 1)
  assert.is(sigmoid(Number.NEGATIVE_INFINITY), 0)
  assert.is(sigmoid(-800), 0)
  assert.ok(Number.isNaN(sigmoid(Number.NaN)))
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (x) => {
      const y = sigmoid(x)
      return y >= 0 && y <= 1 && Math.abs(y + sigmoid(-x) - 1) <= 2.3e-16
    }),
    { numRuns: 2000 },
  )
})

test('known bits: the same on every machine', () => {
  assert.is(exp(2), 7.38905609893065)
  assert.is(log(3), 1.0986122886681096)
  assert.is(log1p(1e-10), 9.999999999500001e-11)
  assert.is(sin(1), 0.8414709848078965)
  assert.is(cos(1e22), 0.523214785395139)
  assert.is(pow(2, 0.5), Math.SQRT2)
  assert.is(tanh(0.5), 0.46211715726000974)
})

test.run()
