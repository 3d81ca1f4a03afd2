import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rowFunction } from '../../src/backends/js/closure.js'
import { columnsOf, typed, valuesFrom } from './evaluate.js'

type List = readonly number[] | null

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Numbers whose sums are rounded, so that another order of them shows. */
const item = (row: number, index: number) => Math.fround(Math.sin(row * 131 + index * 17) * 10 ** (index % 5))
const list = (row: number, length: number): List => range(length).map((index) => item(row, index))

/** By row: the lengths of the two lists, null for none. */
const lengths: Record<string, (row: number) => readonly [number | null, number | null]> = {
  'one length': () => [11, 11],
  'whole vectors': () => [128, 128],
  empty: () => [0, 0],
  'of every length': (row) => [row, row],
  'some of two lengths': (row) => [8, row % 5 === 3 ? 7 : 8],
  nulls: (row) => [row % 4 === 1 ? null : 6, row % 7 === 2 ? null : 6],
}

for (const [note, lengthsOf] of Object.entries(lengths)) {
  for (const type of ['array<float32>', 'array<float64>'] as const) {
    test(`dot, l2 and cosine_similarity equal the reference bit for bit: ${note}, ${type}`, () => {
      for (const rows of [0, 1, 2, 3, 4, 5, 40, 1023, 1025]) {
        const side = (place: 0 | 1): List[] =>
          range(rows).map((row) => {
            const length = lengthsOf(row % 40)[place]
            return length === null ? null : list(row + place * 7919, length)
          })
        const columns = columnsOf({ u: [type, side(0)], v: [type, side(1)] })
        const texts = [
          'dot(u, v)',
          'l2(u, v)',
          'cosine_similarity(u, v)',
          'dot(u, u)',
          'dot(u, [1, 0.1, 7, 3, 1, 2, 9, 8])',
        ]
        for (const [text, expr] of typed(Object.fromEntries(texts.map((text) => [text, text])), columns)) {
          const reference = rowFunction(expr, columns)
          assert.equal(valuesFrom(text, columns, rows), range(rows).map(reference), `${text}, ${rows} rows`)
        }
      }
    })
  }
}

test.run()
