import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { exp, expm1, log, log1p, sigmoid, tanh } from '../../src/wasm/math.js'
import { exact, unitsApart } from '../support/exact-math.js'

// Held against arithmetic of 1,500 bits, which needs no host's Math beyond a first guess.

const ours = { exp, expm1, log, log1p, sigmoid, tanh }
type Name = keyof typeof ours

/** Where an argument may lie, and those with the greatest errors that were found among millions. */
const domains: {
  readonly [N in Name]: { readonly ranges: readonly [number, number][]; readonly hard: readonly number[] }
} = {
  exp: {
    ranges: [
      [-700, 700],
      [-1, 1],
      [-745, -707],
    ],
    hard: [-708.9940949704951, 709.782712893384],
  },
  expm1: {
    ranges: [
      [-50, 700],
      [-1, 1],
      [35, 40],
    ],
    hard: [0.3606825428980118, 37.08386609833192],
  },
  log: {
    ranges: [
      [2e-308, 1e308],
      [0, 4],
      [0.7, 1.5],
    ],
    hard: [0.7469830333515709, 1.4796641131005395, 5e-324],
  },
  log1p: {
    ranges: [
      [-0.999, 1e300],
      [-0.5, 1],
      [1, 100],
    ],
    hard: [-0.2530169666484291, 0.49204559409682624, 0.5000009999999999, -5.556953176959572e-17],
  },
  sigmoid: {
    ranges: [
      [-700, 40],
      [-2, 2],
      [-745, -690],
    ],
    hard: [-708.801554197692],
  },
  tanh: {
    ranges: [
      [-22, 22],
      [-1, 1],
      [0.1, 0.3],
    ],
    hard: [0.17378640021065844],
  },
}

/** On both sides of where a reduction changes its octave. */
const seams = [-3, -1, 0, 1, 2, 52, 53, 54, 100].flatMap((k) =>
  [(k + 0.5) * Math.LN2, Math.SQRT1_2 * 2 ** k, Math.SQRT1_2 * 2 ** k - 1].flatMap((x) => [
    x,
    x * (1 + 2e-16),
    x * (1 - 2e-16),
  ]),
)

for (const name of Object.keys(ours) as Name[]) {
  const { ranges, hard } = domains[name]
  const check = (x: number) => {
    const units = unitsApart(ours[name](x), exact[name](x))
    if (!(units <= 1)) throw new Error(`${name}(${x}) is ${ours[name](x)}, ${units} units in the last place off`)
  }

  test(`${name} is within 1 unit in the last place of the exact value`, () => {
    const [least, greatest] = ranges[0]!
    for (const x of [...seams.filter((x) => x > least && x < greatest), ...hard]) check(x)
    const values = fc.oneof(...ranges.map(([min, max]) => fc.double({ min, max, noNaN: true, minExcluded: true })))
    const uniform = fc.tuple(fc.constantFrom(...ranges.slice(1)), fc.integer({ min: 1, max: 2 ** 31 - 1 }))
    fc.assert(fc.property(values, check), { numRuns: 300 })
    fc.assert(
      fc.property(uniform, ([[min, max], part]) => check(min + ((max - min) * part) / 2 ** 31)),
      { numRuns: 700 },
    )
  })
}

test('the yardstick itself: neighbours of a value are two units apart', () => {
  const around = [Math.E - 2 ** -51, Math.E + 2 ** -51].map((value) => unitsApart(value, exact.exp(1)))
  assert.ok(Math.abs(around[0]! + around[1]! - 2) < 0.01, around.join())
  assert.ok(unitsApart(Math.E, exact.exp(1)) < 0.5)
})

test.run()
