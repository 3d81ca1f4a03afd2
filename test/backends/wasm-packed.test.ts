import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fixedWidthColumn } from '../../src/arrow/make-column.js'
import { columnsFromTable, tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import { loadKernels } from '../../src/wasm/load.js'

const { arena } = loadKernels()

test('columns that are gathered side by side are packed a cache line at a time', () => {
  // Large enough to be packed, and twice as many rows gathered: 9 columns of 8 bytes and 3 of 4 are two lines a row.
  const [sourceRows, rows] = [1 << 20, 1 << 21]
  const keys = (count: number, of: (row: number) => number) =>
    fixedWidthColumn(
      'int32',
      count,
      Int32Array.from({ length: count }, (_, row) => of(row)),
      null,
    )
  const wide = Array.from({ length: 9 }, (_, column) => {
    const values = Float64Array.from({ length: sourceRows }, (_, row) => row * 16 + column)
    return [`w${column}`, fixedWidthColumn('float64', sourceRows, values, null)] as const
  })
  const narrow = Array.from(
    { length: 3 },
    (_, column) => [`n${column}`, keys(sourceRows, (row) => row * 4 + column)] as const,
  )
  const backend = new WasmBackend({ threads: 1 })
  const source = backend.fromArrow(
    tableFromColumns(Object.fromEntries([['k', keys(sourceRows, (row) => row)], ...wide, ...narrow]), sourceRows),
  )
  const chosen = (row: number) => (row * 7919) % (sourceRows + 5)
  const frame = backend.fromArrow(tableFromColumns({ k: keys(rows, chosen) }, rows))

  const allocate = arena.allocate
  let largest = 0
  arena.allocate = (byteLength) => {
    largest = Math.max(largest, byteLength)
    return allocate.call(arena, byteLength)
  }
  const joined = backend.join(frame, source, { on: ['k'], how: 'left' })
  arena.allocate = allocate
  assert.is(largest, 64 * (sourceRows + 1))

  const result = columnsFromTable(backend.toArrow(joined))
  for (const [group, width] of [
    [wide, 16],
    [narrow, 4],
  ] as const) {
    for (const [column, [name]] of group.entries()) {
      const { values, validity } = result.get(name)!
      let different = 0
      for (let row = 0; row < rows; row++) {
        const from = chosen(row)
        const present = ((validity![row >> 3]! >> (row & 7)) & 1) === 1
        if (present !== from < sourceRows || values![row] !== (present ? from * width + column : 0)) different++
      }
      assert.is(different, 0, name)
    }
  }
  for (const made of [frame, source, joined]) backend.release(made)
})

test.run()
