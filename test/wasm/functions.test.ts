import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { functions } from '../../src/expr/functions.js'
import { lowerings } from '../../src/wasm/lowering/lower.js'
import { columnsOf, valuesFrom } from './evaluate.js'

test('supports every function of the table', () => {
  assert.equal([...lowerings.keys()].sort(), [...functions.keys()].sort())
})

for (const [name, { example }] of functions) {
  test(`${name}: ${example.text}`, () => {
    for (const rows of [1, 1025]) {
      const values = valuesFrom(example.text, columnsOf({}), rows)
      assert.is(values.length, rows)
      for (const value of values) assert.equal(value, example.value)
    }
  })
}

test.run()
