import type { Table } from 'apache-arrow'
import { columnsFromTable } from '../../arrow/table-from-columns.js'
import { dataTypes } from '../../types.js'
import { assertCode, assertSame } from '../assertion.js'
import type { OfflineStoreSuite } from '../offline-store-suite.js'
import { everyType, manyRows, newYear, readBits, readFiles, rowBits, sampleRows } from './sample-rows.js'

/** Declares the tests of reading files that others wrote. */
export function fileTests({ withStore }: OfflineStoreSuite): void {
  const every = everyType(30).rows
  const files: ReadonlyMap<string, Table> = new Map([
    ['rows.parquet', sampleRows([1, 10, 0], [2, null, 30], [3, 30, 2])],
    ['every.parquet', every],
    ['many.parquet', manyRows(0, 5_000)],
    ['empty.parquet', sampleRows()],
  ])
  const timestampField = 'event_timestamp'

  withStore(
    'a file reads in its order',
    async (store, pathOf) => {
      const location = { path: pathOf('rows.parquet'), timestampField }
      assertSame(
        (await readFiles(store, location)).map(({ value }) => value),
        [10n, null, 30n],
        'values',
      )
      const some = await readFiles(store, location, { columns: ['value', 'id'], start: newYear + 1n })
      assertSame(
        some.map((row) => Object.entries(row)),
        [
          [
            ['value', null],
            ['id', 2n],
          ],
          [
            ['value', 30n],
            ['id', 3n],
          ],
        ],
        'some columns of some rows',
      )
      assertSame(await readFiles(store, { path: pathOf('empty.parquet'), timestampField }), [], 'no rows')
      assertSame((await readFiles(store, { path: pathOf('many.parquet'), timestampField })).length, 5_000, 'many rows')
    },
    files,
  )

  withStore(
    'a file of every type reads bit for bit, and says its schema',
    async (store, pathOf) => {
      const path = pathOf('every.parquet')
      assertSame(await readBits(store.readFile({ path, timestampField })), rowBits(every), 'rows')
      const schema = await store.describeFile({ path })
      const expected = [...columnsFromTable(every)].map(([name, { type }]) => [name, type])
      assertSame(Object.entries(schema), expected, 'schema')
      assertSame(Object.values(schema).filter((type) => dataTypes.includes(type)).length, expected.length, 'types')
    },
    files,
  )

  withStore(
    'wrong files and columns are typed errors',
    async (store, pathOf) => {
      const read =
        (path: string, options?: object, field = timestampField) =>
        () =>
          readFiles(store, { path: pathOf(path), timestampField: field }, options)
      await assertCode(read('nothing.parquet'), 'MILLRACE_FILE_NOT_FOUND', 'a file that is not there')
      await assertCode(() => store.describeFile({ path: pathOf('nothing') }), 'MILLRACE_FILE_NOT_FOUND', 'described')
      const missing = await assertCode(
        read('rows.parquet', { columns: ['valeu'] }),
        'MILLRACE_MISSING_COLUMN',
        'a column',
      )
      assertSame(missing.message.includes('"value"'), true, `the nearest name in: ${missing.message}`)
      const start = newYear
      await assertCode(read('rows.parquet', { start }, 'when'), 'MILLRACE_MISSING_COLUMN', 'no such timestamp')
      await assertCode(read('rows.parquet', { start }, 'value'), 'MILLRACE_UNSUPPORTED_TYPE', 'a number as timestamp')
      await assertCode(read('rows.parquet', { start, end: start - 1n }), 'MILLRACE_INVALID_ARGUMENT', 'a range')
    },
    files,
  )
}
