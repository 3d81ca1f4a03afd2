// Logarithms of regular values, of which a loop computes four at a time, and those of any: the same bits, whatever values
// stand beside each other.
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { expr } from '../../src/backend.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import { log, log1p } from '../../src/wasm/math.js'

const backend = new WasmBackend()
const seams = [2 ** -1022, 2 ** 1000, 2 ** 1023, 1.5, 0.5, 0.75, -0.25, 1, 2 ** 53, 1e-300]
const special = [0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, Number.MAX_VALUE]
const values = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 1e-3, max: 1e3, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(...special) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...seams), fc.integer({ min: -2, max: 2 }))
      .map(([seam, units]) => seam * (1 + units * Number.EPSILON)),
  },
)

for (const [name, ours] of Object.entries({ log, log1p })) {
  test(`${name} of a value is the same alone and among others`, () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 40 }), (column) => {
        const frame = backend.fromArrow(
          tableFromColumns({ x: columnFromValues('float64', column, 'x') }, column.length),
        )
        const result = backend.withColumns(frame, { y: name === 'log' ? expr`log(x)` : expr`log1p(x)` })
        const computed = backend.toArrow(result).getChild('y')!.toArray() as Float64Array
        backend.release(result)
        backend.release(frame)
        for (const [row, x] of column.entries()) {
          if (!Object.is(computed[row], ours(x))) throw new Error(`${name}(${x}): ${computed[row]}, ${ours(x)}`)
        }
      }),
      { numRuns: 1000 },
    )
  })
}

test('a logarithm where there is none, or an infinite one', () => {
  assert.equal([0, -0, -1, -5e-324, Number.POSITIVE_INFINITY].map(log), [
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])
  assert.equal([-1, -1 - Number.EPSILON, Number.POSITIVE_INFINITY].map(log1p), [
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])
  assert.ok([0, -0].every((zero) => Object.is(log1p(zero), zero)))
})

test.run()
