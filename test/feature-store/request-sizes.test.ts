import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { drivers, openRequestStore, requested } from '../support/request-store.js'

test('a request of few rows gives what one of many gives: values, statuses, times, warnings', async () => {
  const store = await openRequestStore()
  const entities = Array.from({ length: drivers }, (_, driver_id) => ({ driver_id }))
  const read = (from: number, rows: number) =>
    store.getOnlineFeatures({ features: requested, entities: entities.slice(from, from + rows), transform: true })
  const all = await read(0, drivers)
  assert.ok(all.rows.some(({ share }) => share !== null) && all.rows.some(({ share }) => share === null))
  const ones = entities.map(({ driver_id }): [number, number] => [driver_id, 1])
  for (const [from, rows] of ones.concat([
    [0, 64],
    [50, 64],
    [3, 65],
    [0, 2],
  ])) {
    const part = await read(from, rows)
    assert.equal(part.rows, all.rows.slice(from, from + rows))
    assert.equal(part.warnings, all.warnings)
    for (const [index, { name, column, statuses, eventTimestamps }] of part.columns.entries()) {
      const whole = all.columns[index]!
      assert.is(column.type, whole.column.type)
      assert.equal([...statuses], [...whole.statuses.slice(from, from + rows)], `${name} from ${from}`)
      assert.equal([...eventTimestamps], [...whole.eventTimestamps.slice(from, from + rows)])
    }
  }
  await store.close()
})

test.run()
