import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as builder from '../../src/expr/builder.js'
import { functions } from '../../src/expr/functions.js'
import { inferType } from '../../src/expr/infer.js'
import type { Expr } from '../../src/expr/ir.js'
import { parseExpression } from '../../src/expr/parse.js'
import { printExpression } from '../../src/expr/print.js'
import { deserializeExpression, serializeExpression } from '../../src/expr/serialize.js'
import { expressionToSql, sqlMissing } from '../../src/expr/sql.js'
import { errorOf } from './error-of.js'

const { col, when } = builder

/** Methods or free functions that do not have the name in camel case. */
const built: Readonly<Record<string, () => builder.Expression>> = {
  if: () => when(col('a0')).then(col('a1')).otherwise(col('a2')),
  cast: () => col('a0').cast('string'),
  date_trunc: () => col('a1').dateTrunc('day'),
  bucketize: () => col('a0').bucketize([1]),
  hash_bucket: () => col('a0').hashBucket(5),
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
}

function build(name: string, arity: number): Expr | undefined {
  if (built[name]) return built[name]().ir
  const args = Array.from({ length: arity }, (_item, index) => col(`a${index}`))
  const free = (builder as Record<string, unknown>)[camelCase(name)]
  if (typeof free === 'function') return (free(...args) as builder.Expression).ir
  const method = (args[0] as unknown as Record<string, unknown>)[camelCase(name)]
  return typeof method === 'function' ? (method.apply(args[0], args.slice(1)) as builder.Expression).ir : undefined
}

for (const [name, { overloads, doc, example }] of functions) {
  const arity = overloads[0]!.args.length

  test(`${name} has a doc and an example`, () => {
    assert.ok(doc.length > 10)
    assert.ok(example.text.length > 0)
  })

  test(`${name} can be built, printed, parsed, serialised and typed`, () => {
    const ir = build(name, arity)
    assert.ok(ir?.kind === 'call' && ir.fn === name, `the builder has no ${camelCase(name)}`)
    assert.is(ir.args.length, arity)
    assert.equal(parseExpression(printExpression(ir)), ir)
    assert.equal(deserializeExpression(serializeExpression(ir)), ir)
    const type = overloads.find(({ result }) => name !== 'cast' || result === 'string')!.args
    const schema = Object.fromEntries(type.map((argument, index) => [`a${index}`, argument]))
    assert.ok(inferType(ir, schema).kind === 'call')
  })

  test(`${name} has SQL, or a reason why not`, () => {
    const typed = inferType(parseExpression(example.text), {})
    const reason = sqlMissing.get(name)
    if (reason === undefined) assert.ok(expressionToSql(typed).length > 0)
    else assert.ok(errorOf(() => expressionToSql(typed)).message.includes(reason))
  })
}

test('no reason is given for a function that is not there', () => {
  assert.equal(
    [...sqlMissing.keys()].filter((name) => !functions.has(name)),
    [],
  )
})

test.run()
