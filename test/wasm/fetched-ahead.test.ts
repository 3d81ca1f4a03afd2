import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { valuesOf } from '../../src/arrow/value-at.js'
import { Header, Size } from '../../src/wasm/abi.js'
import * as math from '../../src/wasm/math.js'
import { compileProgram } from '../../src/wasm/program.js'
import { columnsOf, evaluate, typed } from './evaluate.js'

const given = columnsOf({
  a: ['float64', [1]],
  b: ['int32', [2]],
  c: ['float64', [3]],
  d: ['bool', [true]],
  s: ['string', ['four']],
})

/** How many columns and outputs a program fetches ahead. */
function fetched(expressions: Record<string, string>): number {
  const { image } = compileProgram(typed(expressions, given))
  return image.subarray(Header.Ahead / 4, Header.Ahead / 4 + Size.Ahead).filter((slot) => slot !== 0).length
}

test('lists columns of fixed width that only fast instructions read, and outputs, where there are several', () => {
  assert.is(fetched({ x: 'a + log1p(c)' }), 2)
  assert.is(fetched({ x: 'a + log1p(c)', y: 'b + 1', z: 'd', t: 'lower(s)' }), 4)
  assert.is(fetched({ x: 'log1p(c)' }), 0)
  assert.is(fetched({ x: 'a + c', y: 'a - c' }), 0)
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`x${index}`, `exp(a) + c * ${index + 2}`]))
  assert.is(fetched(many), Size.Ahead)
})

test('has the same values for any number of chunks, whole or not', () => {
  for (const chunks of [1, 3, Size.AheadRows / Size.ChunkRows, Size.AheadRows / Size.ChunkRows + 3]) {
    for (const more of [-1, 0, 1, 70, Size.ChunkRows - 1]) {
      const rows = chunks * Size.ChunkRows + more
      const a = Array.from({ length: rows }, (_, row) => (row % 7 === 3 ? null : row / 8))
      const b = Array.from({ length: rows }, (_, row) => row - 5)
      const columns = columnsOf({ a: ['float64', a], b: ['int32', b], c: ['float64', b.map(Math.abs)] })
      const results = evaluate({ x: 'a + log1p(c)', y: 'b + 1' }, columns, rows)
      const [x, y] = [valuesOf(results.get('x')!), valuesOf(results.get('y')!)]
      for (let row = 0; row < rows; row++) {
        const sum = a[row] === null ? null : a[row]! + math.log1p(Math.abs(b[row]!))
        if (!Object.is(x[row], sum) || y[row] !== b[row]! + 1)
          throw new Error(`row ${row} of ${rows}: ${x[row]}, ${sum}`)
      }
    }
  }
})

test('computes every function of which programs fetch ahead', () => {
  const rows = Size.AheadRows + 5 * Size.ChunkRows
  const a = Array.from({ length: rows }, (_, row) => row / 1024)
  const b = Array.from({ length: rows }, (_, row) => row - 5)
  const columns = columnsOf({ a: ['float64', a], b: ['float64', b] })
  const functions: Record<string, (a: number) => number> = {
    'exp(a)': math.exp,
    'log(a)': math.log,
    'log1p(a)': math.log1p,
    'expm1(a)': math.expm1,
    'sin(a)': math.sin,
    'cos(a)': math.cos,
    'tan(a)': math.tan,
    'tanh(a)': math.tanh,
    'sigmoid(a)': math.sigmoid,
    'pow(a, 1.5)': (a) => math.pow(a, 1.5),
    'atan2(a, 2)': (a) => math.atan2(a, 2),
  }
  for (const [text, expected] of Object.entries(functions)) {
    const expressions = { x: text, y: 'b + 1' }
    assert.is(fetched(expressions), 3, text)
    const results = evaluate(expressions, columns, rows)
    const [x, y] = [valuesOf(results.get('x')!), valuesOf(results.get('y')!)]
    for (let row = 0; row < rows; row++) {
      if (!Object.is(x[row], expected(a[row]!)) || y[row] !== b[row]! + 1)
        throw new Error(`${text}, row ${row}: ${x[row]}`)
    }
  }
})

test.run()
