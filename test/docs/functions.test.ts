import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { functionPage } from '../../scripts/documentation/function-page.js'
import { castSignatures, signatures } from '../../scripts/documentation/signatures.js'
import { functions } from '../../src/expr/functions.js'
import type { DataType } from '../../src/types.js'
import { assertUpToDate } from './up-to-date.js'

test('docs/functions.md is what the function table says', () => {
  assertUpToDate(readFileSync('docs/functions.md', 'utf8'), functionPage())
})

test('the page has a section for every function', () => {
  const headings = [...functionPage().matchAll(/^### (.+)$/gm)].map((match) => match[1])
  assert.equal(headings.sort(), [...functions.keys()].sort())
})

test('overloads that differ in one type are one line', () => {
  const overload = (...types: DataType[]) => ({ args: types.slice(0, -1), result: types.at(-1)! })
  assert.equal(
    signatures([
      overload('int32', 'int32', 'int32'),
      overload('int64', 'int64', 'int64'),
      overload('timestamp', 'int64', 'timestamp'),
    ]),
    ['`(T, T) → T` for T = `int32`, `int64`', '`(timestamp, int64) → timestamp`'],
  )
  assert.equal(signatures([overload('array<int32>', 'int64', 'int32'), overload('array<bool>', 'int64', 'bool')]), [
    '`(array<T>, int64) → T` for T = `int32`, `bool`',
  ])
  assert.equal(castSignatures([overload('bool', 'int32'), overload('bool', 'string'), overload('string', 'bool')]), [
    '`bool` to `int32`, `string`',
    '`string` to `bool`',
  ])
})

test.run()
