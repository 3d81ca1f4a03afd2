import { columnFromValues } from '../../arrow/column-from-values.js'
import { NO_TIMESTAMP } from '../../stores/online/row-order.js'
import type { ScalarType } from '../../types.js'
import { assertCode, assertSame } from '../assertion.js'
import { readRows, sampleTable, sampleWrite, writeRows } from '../online-store-samples.js'
import type { OnlineStoreSuite } from '../online-store-suite.js'

const table = sampleTable('shop', 'errors', { id: 'int64' }, { a: 'int32', b: 'string' })
const good = sampleWrite(table, [{ key: [1], values: [1, 'x'], event: 1n }])

/** That wrong arguments are refused by code, and change nothing. */
export function errorTests({ withStore }: OnlineStoreSuite): void {
  withStore('refuses a null key', async (store) => {
    const error = await assertCode(
      () =>
        writeRows(store, table, [
          { key: [1], values: [1, 'x'], event: 1n },
          { key: [null], values: [1, 'x'], event: 1n },
        ]),
      'MILLRACE_MISSING_KEY',
      'write',
    )
    assertSame(error.values, { name: 'id', row: 1 }, 'values')
    await assertCode(() => readRows(store, table, [[null]]), 'MILLRACE_MISSING_KEY', 'read')
    assertSame((await readRows(store, table, [[1]])).found, [0], 'nothing was written')
  })

  withStore('refuses keys of a type that cannot be a key', async (store) => {
    for (const [type, value] of [
      ['bool', true],
      ['float32', 1],
      ['float64', 1],
    ] as [ScalarType, unknown][]) {
      const wrong = sampleTable('shop', 'wrong', { id: type })
      await assertCode(() => readRows(store, wrong, [[value]]), 'MILLRACE_UNSUPPORTED_TYPE', type)
      await assertCode(
        () => writeRows(store, wrong, [{ key: [value], values: [1n], event: 1n }]),
        'MILLRACE_UNSUPPORTED_TYPE',
        type,
      )
    }
  })

  withStore('refuses columns that are not the ones declared', async (store) => {
    const twoRows = columnFromValues('string', ['x', 'y'], 'b')
    const wrong = [
      ['MILLRACE_MISSING_COLUMN', { ...good, keys: [] }],
      ['MILLRACE_MISSING_COLUMN', { ...good, values: good.values.slice(1) }],
      ['MILLRACE_INVALID_VALUE', { ...good, values: [good.values[1]!, good.values[0]!] }],
      ['MILLRACE_INVALID_VALUE', { ...good, keys: [columnFromValues('int32', [1], 'id')] }],
      ['MILLRACE_RAGGED_COLUMNS', { ...good, values: [good.values[0]!, twoRows] }],
      ['MILLRACE_RAGGED_COLUMNS', { ...good, keys: [columnFromValues('int64', [1, 2], 'id')] }],
      ['MILLRACE_RAGGED_COLUMNS', { ...good, createdTimestamps: new BigInt64Array(2) }],
      ['MILLRACE_INVALID_VALUE', { ...good, eventTimestamps: BigInt64Array.of(NO_TIMESTAMP) }],
    ] as const
    for (const [code, write] of wrong) await assertCode(() => store.write([write]), code, 'write')
    await assertCode(
      () => store.read([{ table, keys: [...good.keys, ...good.keys], fields: ['a'] }]),
      'MILLRACE_MISSING_COLUMN',
      'read',
    )
    assertSame((await readRows(store, table, [[1]])).found, [0], 'nothing was written')
  })

  withStore('refuses fields the view does not have, and names without sense', async (store) => {
    const error = await assertCode(
      () => readRows(store, table, [[1]], ['a', 'c']),
      'MILLRACE_FEATURE_NOT_FOUND',
      'field',
    )
    assertSame(error.values, { view: 'errors', feature: 'c' }, 'values')
    for (const name of ['', 'a\0b']) {
      await assertCode(() => store.clear(name), 'MILLRACE_INVALID_NAME', 'project')
      await assertCode(() => store.clear('shop', name), 'MILLRACE_INVALID_NAME', 'view')
      await assertCode(() => readRows(store, sampleTable(name, 'x'), [[1]]), 'MILLRACE_INVALID_NAME', 'table')
    }
  })
}
