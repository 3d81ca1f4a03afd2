import { type Table, tableFromIPC } from 'apache-arrow'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { sliceColumn } from '../../src/arrow/slice-column.js'
import { tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { rowsFromTable } from '../../src/arrow/table-from-rows.js'
import { tableToIpc } from '../../src/arrow/table-to-ipc.js'

test('columns that share memory are written each', () => {
  const ids = columnFromValues('int64', [1, 2, null, 4, 5], 'id')
  const names = columnFromValues('string', ['a', 'bb', null, '', 'e'], 'name')
  const lists = columnFromValues('array<string>', [['x'], [], null, ['y', 'z'], ['']], 'list')
  const columns = new Map([
    ['id', ids],
    ['same', ids],
    ['name', names],
    ['again', names],
    ['list', lists],
    ['list2', lists],
  ])
  const table = tableFromColumns(columns, 5)
  assert.equal(rowsFromTable(tableFromIPC(tableToIpc(table))), rowsFromTable(table))
  const slices = [0, 1, 2].map((start) => [`from ${start}`, sliceColumn(ids, start, 3)] as const)
  const overlapping = tableFromColumns(new Map(slices), 3)
  assert.equal(rowsFromTable(tableFromIPC(tableToIpc(overlapping))), rowsFromTable(overlapping))
})

test('metadata, and tables without rows, survive', () => {
  const table = tableFromColumns({ id: columnFromValues('int64', [], 'id') }, 0)
  table.schema.metadata.set('origin', 'here')
  const back: Table = tableFromIPC(tableToIpc(table))
  assert.is(back.numRows, 0)
  assert.is(back.schema.metadata.get('origin'), 'here')
  assert.equal(back.schema.names, ['id'])
})

test.run()
