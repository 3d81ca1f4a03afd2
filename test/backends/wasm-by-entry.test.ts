import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { byEntry } from '../../src/backends/wasm/by-entry.js'
import { inferType } from '../../src/expr/infer.js'
import { parseExpression } from '../../src/expr/parse.js'

const sets = Array.from({ length: 17 }, (_, bits) =>
  ['a', 'b', 'c', 'd', 'e'].filter((_, place) => (bits >> place) & 1),
)

test('a split that is kept stays the same object, however many are kept; the one made first goes first', () => {
  const types = { a: 'string', b: 'string', c: 'string', d: 'string', e: 'string' } as const
  const expression = inferType(parseExpression("concat(lower(a), b) = 'x' and upper(c) = concat(d, trim(e))"), types)
  const [oldest, ...kept] = sets.slice(0, 16).map((set) => [set, byEntry(expression, set)] as const)
  for (const [set, split] of [oldest!, ...kept]) assert.is(byEntry(expression, set), split, set.join())
  byEntry(expression, sets[16]!)
  for (const [set, split] of kept) assert.is(byEntry(expression, set), split, set.join())
  assert.is.not(byEntry(expression, oldest![0]), oldest![1])
})

test.run()
