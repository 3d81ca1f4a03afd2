import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnsFromTable } from '../../src/arrow/table-from-columns.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import { MillraceError } from '../../src/errors.js'
import { openRequestStore } from '../support/request-store.js'

const store = await openRequestStore()

/** What a training set makes of a column of its entity rows that no view declares. */
async function own(values: readonly unknown[]) {
  const entities = values.map((mine, driver_id) => ({ driver_id, event_timestamp: new Date('2024-01-02'), mine }))
  const table = await store.getHistoricalFeatures({ features: ['stats:trips'], entities })
  const column = columnsFromTable(table).get('mine')!
  return [column.type, valuesOf(column)]
}

const day = new Date('2024-01-01')
const micros = BigInt(day.getTime()) * 1000n
const taken: readonly (readonly [string, readonly unknown[], readonly unknown[]])[] = [
  ['string', [null, 'a'], [null, 'a']],
  ['string', [null, undefined], [null, null]],
  ['bool', [true, null], [true, null]],
  ['int64', [1, null, 2n], [1n, null, 2n]],
  ['float64', [1, null, 0.5], [1, null, 0.5]],
  ['float64', [2 ** 53], [2 ** 53]],
  ['timestamp', [null, day], [null, micros]],
  ['bytes', [new Uint8Array([1, 2])], [new Uint8Array([1, 2])]],
  ['array<int64>', [[], [1, 2]], [[], [1n, 2n]]],
  ['array<int64>', [[1], [2n]], [[1n], [2n]]],
  ['array<float64>', [[1], [], null, [0.5]], [[1], [], null, [0.5]]],
  ['array<string>', [[], null], [[], null]],
  ['array<string>', [['a'], ['b', 'c']], [['a'], ['b', 'c']]],
  ['array<timestamp>', [[day]], [[micros]]],
  ['array<bytes>', [[new Uint8Array([1])]], [[new Uint8Array([1])]]],
  ['array<float32>', [new Float32Array([0.1]), null, new Float32Array(0)], [[Math.fround(0.1)], null, []]],
  ['array<float64>', [new Float64Array([1, 2])], [[1, 2]]],
  ['array<int32>', [new Int32Array([-1])], [[-1]]],
  ['array<int32>', [new Int8Array([-1])], [[-1]]],
  ['array<int32>', [new Int16Array([-1])], [[-1]]],
  ['array<int32>', [new Uint16Array([65535])], [[65535]]],
  ['array<int32>', [new Uint8ClampedArray([255])], [[255]]],
  ['array<int64>', [new Uint32Array([4294967295])], [[4294967295n]]],
  ['array<int64>', [new BigInt64Array([-1n])], [[-1n]]],
  ['array<int64>', [new BigUint64Array([1n])], [[1n]]],
  ['array<float64>', [new Float32Array([0.5]), [0.1]], [[0.5], [0.1]]],
  ['array<int64>', [[1], new Int32Array([2])], [[1n], [2n]]],
]

for (const [type, values, expected] of taken)
  test(`entity rows may bring a column of ${type}: ${values.map((value) => Object.prototype.toString.call(value))}`, async () => {
    assert.equal(await own(values), [type, expected])
  })

const refused: readonly (readonly [string, readonly unknown[], string, number])[] = [
  ['lists of lists', [null, [[1]]], 'MILLRACE_INVALID_VALUE', 1],
  ['lists of typed arrays', [[new Float32Array(1)]], 'MILLRACE_INVALID_VALUE', 0],
  ['objects', [null, null, {}], 'MILLRACE_INVALID_VALUE', 2],
  ['lists of objects', [[{}]], 'MILLRACE_INVALID_VALUE', 0],
  ['functions', [() => 1], 'MILLRACE_INVALID_VALUE', 0],
  ['symbols', [Symbol('x')], 'MILLRACE_INVALID_VALUE', 0],
  ['a DataView', [new DataView(new ArrayBuffer(8))], 'MILLRACE_INVALID_VALUE', 0],
  ['a number among texts', ['a', 1], 'MILLRACE_INVALID_VALUE', 1],
  ['a list among numbers', [1, [1]], 'MILLRACE_INVALID_VALUE', 1],
  ['a number among lists', [[1], 1], 'MILLRACE_INVALID_VALUE', 1],
  ['a null in a list', [[1, null]], 'MILLRACE_INVALID_VALUE', 0],
  ['integers beyond 64 bits', [new BigUint64Array([2n ** 63n])], 'MILLRACE_VALUE_OUT_OF_RANGE', 0],
]

for (const [what, values, code, row] of refused)
  test(`a column of ${what} is refused by the row that has it`, async () => {
    try {
      await own(values)
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error
      assert.equal([error.code, error.values.field, error.values.row], [code, 'mine', row])
      return
    }
    assert.unreachable()
  })

test.after(() => store.close())
test.run()
