import type { Table } from 'apache-arrow'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import { tableFromRows } from '../../arrow/table-from-rows.js'
import type { Column } from '../../column.js'
import type { ErrorCode } from '../../errors.js'
import { assertCode, assertSame } from '../assertion.js'
import type { OfflineStoreSuite } from '../offline-store-suite.js'
import { newYear, readAll, sampleRows, sampleView } from './sample-rows.js'

/** Declares the tests that wrong arguments are typed errors and change nothing. */
export function errorTests({ withStore }: OfflineStoreSuite): void {
  const table = sampleView()
  const rows = sampleRows([1, 1, 0], [2, 2, 0])

  withStore('a wrong write is a typed error, and no view is changed', async (store) => {
    const year10000 = 253_402_300_800_000_000n
    const wrong: readonly (readonly [what: string, rows: Table, code: ErrorCode])[] = [
      ['a missing column', without(rows, 'value'), 'MILLRACE_MISSING_COLUMN'],
      [
        'an extra column',
        withColumn(rows, 'extra', columnFromValues('int32', [1, 2], 'extra')),
        'MILLRACE_INVALID_VALUE',
      ],
      ['another type', withColumn(rows, 'value', columnFromValues('int32', [1, 2], 'value')), 'MILLRACE_INVALID_VALUE'],
      ['a null timestamp', withTimes(rows, [newYear, null]), 'MILLRACE_INVALID_VALUE'],
      ['the year 10000', withTimes(rows, [newYear, year10000]), 'MILLRACE_VALUE_OUT_OF_RANGE'],
      ['the year 0', withTimes(rows, [newYear, -62_135_596_800_000_001n]), 'MILLRACE_VALUE_OUT_OF_RANGE'],
    ]
    const good = sampleView('good')
    for (const [what, bad, code] of wrong) {
      const writes = [
        { table: good, rows },
        { table, rows: bad },
      ]
      await assertCode(() => store.append(writes), code, what)
      await assertCode(() => store.check(writes), code, `${what}, checked`)
    }
    assertSame([await readAll(store, good), await readAll(store, table)], [[], []], 'rows afterwards')
    store.check([{ table, rows }], { transaction: 'a' })
    assertSame(await readAll(store, table), [], 'a check writes nothing')
  })

  withStore('the first and the last microsecond there is can be written', async (store) => {
    const times = [-62_135_596_800_000_000n, 253_402_300_799_999_999n]
    await store.append([{ table, rows: withTimes(rows, times) }])
    assertSame(
      (await readAll(store, table)).map((row) => row.event_timestamp),
      times,
      'timestamps',
    )
  })

  withStore('names that cannot be folders are refused', async (store) => {
    for (const name of ['', '..', '../x', 'a/b', 'a\\b', 'a\0b', '.hidden', 'ä', 'x'.repeat(129)]) {
      const view = { ...table, view: name }
      const project = { ...table, project: name }
      for (const bad of [view, project]) {
        await assertCode(() => store.append([{ table: bad, rows }]), 'MILLRACE_INVALID_NAME', `append ${name}`)
        await assertCode(() => readAll(store, bad), 'MILLRACE_INVALID_NAME', `read ${name}`)
        await assertCode(() => store.compact(bad), 'MILLRACE_INVALID_NAME', `compact ${name}`)
      }
      await assertCode(() => store.clear(name), 'MILLRACE_INVALID_NAME', `clear ${name}`)
      await assertCode(() => store.clear('shop', name), 'MILLRACE_INVALID_NAME', `clear ${name}`)
    }
  })

  withStore('a wrong read is a typed error', async (store) => {
    await store.append([{ table, rows }])
    const read = (options: object) => () => readAll(store, table, options)
    const missing = await assertCode(read({ columns: ['valeu'] }), 'MILLRACE_MISSING_COLUMN', 'a misspelt column')
    assertSame(missing.message.includes('"value"'), true, `the nearest name in: ${missing.message}`)
    await assertCode(read({ columns: [] }), 'MILLRACE_INVALID_ARGUMENT', 'no column')
    await assertCode(read({ start: 2n, end: 1n }), 'MILLRACE_INVALID_ARGUMENT', 'a start after the end')
    await assertCode(read({ start: 2 }), 'MILLRACE_INVALID_ARGUMENT', 'a start that is no bigint')
    const undated = { ...table, timestampField: 'when' }
    await assertCode(() => readAll(store, undated), 'MILLRACE_MISSING_COLUMN', 'no such timestamp')
    await assertCode(() => store.append([{ table: undated, rows }]), 'MILLRACE_MISSING_COLUMN', 'no such timestamp')
  })

  withStore('fields with hostile names are fields like others', async (store) => {
    const schema = JSON.parse(
      '{"id": "int64", "__proto__": "int64", "constructor": "string", "event_timestamp": "timestamp"}',
    )
    const hostile = { ...table, view: 'hostile', schema }
    const values = JSON.parse('{"id": 1, "__proto__": 2, "constructor": "c"}')
    await store.append([
      { table: hostile, rows: tableFromRows(schema, [{ ...values, ['__proto__']: 2, event_timestamp: newYear }]) },
    ])
    const [row] = await readAll(store, hostile)
    assertSame(
      Object.entries(row!),
      [
        ['id', 1n],
        ['__proto__', 2n],
        ['constructor', 'c'],
        ['event_timestamp', newYear],
      ],
      'row',
    )
  })
}

function without(rows: Table, name: string): Table {
  const columns = columnsFromTable(rows)
  columns.delete(name)
  return tableFromColumns(columns, rows.numRows)
}

function withColumn(rows: Table, name: string, column: Column): Table {
  return tableFromColumns(columnsFromTable(rows).set(name, column), rows.numRows)
}

function withTimes(rows: Table, times: readonly (bigint | null)[]): Table {
  return withColumn(rows, 'event_timestamp', columnFromValues('timestamp', times, 'event_timestamp'))
}
