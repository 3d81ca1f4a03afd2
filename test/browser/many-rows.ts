import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { encodeText } from '../../src/arrow/utf8.js'
import { parseExpression, WasmBackend } from '../../src/backend.js'
import { xxhash64 } from '../../src/backends/js/xxhash64.js'
import { columnBits } from '../../src/testing/column-bits.js'

const rows = 45_000

function table(length: number, seed: number) {
  const make = <T>(value: (row: number) => T) =>
    Array.from({ length }, (_, row) => ((row * 7 + seed) % 19 === 0 ? null : value(row)))
  return tableFromColumns(
    new Map([
      [
        'k',
        columnFromValues(
          'int64',
          make((row) => BigInt((row * 7919 + seed) % 5003)),
          'k',
        ),
      ],
      [
        'x',
        columnFromValues(
          'float64',
          make((row) => Math.sqrt(row + seed) / 7),
          'x',
        ),
      ],
      [
        'n',
        columnFromValues(
          'int32',
          make((row) => (row * 31) % 1009),
          'n',
        ),
      ],
      [
        's',
        columnFromValues(
          'string',
          make((row) => ['Zürich', '東京', '', 'x'][row % 4]! + (row % 89)),
          's',
        ),
      ],
    ]),
    length,
  )
}

/** Operations on many rows, on as many threads as said: a hash of every bit of each result. Runs alike in Node and in a page. */
export function manyRows(threads: number): Readonly<Record<string, string>> {
  const backend = new WasmBackend({ threads })
  const left = backend.fromArrow(table(rows, 1))
  const right = backend.rename(backend.fromArrow(table(rows / 3, 2)), { x: 'y', n: 'm', s: 't' })
  const aggregations = {
    sum: { fn: 'sum', column: 'x' },
    mean: { fn: 'mean', column: 'n' },
  } as const
  const results = {
    computed: backend.withColumns(left, {
      a: parseExpression('x * n + log1p(x)'),
      u: parseExpression("concat(upper(s), '-', cast(x as string))"),
    }),
    filtered: backend.filter(left, parseExpression('x > 10 and n < 500')),
    joined: backend.join(left, backend.dropDuplicates(right, ['k'], ['y']), { on: ['k'], how: 'left' }),
    grouped: backend.groupbyAgg(left, ['k'], aggregations),
    sorted: backend.sort(left, ['s', 'x']),
  }
  return Object.fromEntries(
    Object.entries(results).map(([name, frame]) => {
      const bits = [...columnsFromTable(backend.toArrow(frame))].map(([column, values]) => [column, columnBits(values)])
      return [name, `${backend.rows(frame)} rows, ${xxhash64(encodeText(JSON.stringify(bits)))}`]
    }),
  )
}
