import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { functions } from '../../src/expr/functions.js'
import { inferType } from '../../src/expr/infer.js'
import { literalValue } from '../../src/expr/literal.js'
import { parseExpression } from '../../src/expr/parse.js'
import { operators } from '../../src/expr/precedence.js'
import { columnsOf } from '../../src/expr/walk.js'
import { dataTypes, isDataType } from '../../src/types.js'

for (const [name, definition] of functions) {
  test(`${name} is well defined`, () => {
    const { overloads, constants = [], nulls, doc, example, operator } = definition
    assert.is(definition.name, name)
    assert.match(name, /^[a-z][a-z0-9_]*$/)
    assert.ok(overloads.length > 0)
    const arity = overloads[0]!.args.length
    assert.ok(overloads.every(({ args, result }) => args.length === arity && [...args, result].every(isDataType)))
    const signatures = overloads.map(({ args, result }) => [...args, name === 'cast' ? result : ''].join())
    assert.is(new Set(signatures).size, overloads.length, 'two overloads take the same types')
    assert.ok(constants.every((position) => position >= 0 && position < arity))
    assert.ok(nulls === 'own' || nulls === 'partial' || nulls === 'propagate')
    assert.match(doc, /^[A-Za-z1-9].*\.$/)
    assert.ok(operator === undefined || operator === 'not' || operators.has(operator))
    assert.is(columnsOf(parseExpression(example.text)).length, 0)
  })

  test(`${name} has an example that is a call of it, with a value of its type`, () => {
    const { text, value } = definition.example
    const typed = inferType(parseExpression(text), {})
    const calls = JSON.stringify(typed, (_key, item) => (typeof item === 'bigint' ? `${item}` : item))
    assert.ok(calls.includes(`"fn":"${name}"`))
    assert.equal(literalValue(typed.type, value), value)
    if (value === null) assert.is.not(definition.nulls, 'propagate')
  })
}

test('all the functions of the design are there', () => {
  const wanted = `
    add sub mul div idiv mod neg abs sign eq ne lt le gt ge and or not if coalesce nullif is_null is_nan least greatest clamp
    floor ceil round trunc sqrt exp log log1p expm1 pow sin cos tan atan2 tanh sigmoid bucketize cast
    length byte_length lower upper trim concat contains starts_with ends_with substring replace hash hash_bucket cross
    year month day hour minute second day_of_week day_of_year epoch_seconds date_trunc diff_seconds haversine
    dot l2 cosine_similarity norm element size`
  assert.equal([...functions.keys()].sort(), wanted.trim().split(/\s+/).sort())
})

test('functions that look at any value take every type', () => {
  for (const name of ['is_null', 'coalesce', 'if']) {
    assert.equal(
      functions.get(name)!.overloads.map(({ args }) => args.at(-1)),
      dataTypes,
    )
  }
})

test.run()
