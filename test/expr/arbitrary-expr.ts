import fc from 'fast-check'
import { functions } from '../../src/expr/functions.js'
import type { Expr } from '../../src/expr/ir.js'
import { literalValue } from '../../src/expr/literal.js'
import {
  type DataType,
  dataTypes,
  isArrayType,
  itemType,
  type ScalarType,
  type Schema,
  type Value,
} from '../../src/types.js'

/** A column of every type, named by it: `float32`, `array_float32`. */
export const everyType: Schema = Object.fromEntries(dataTypes.map((type) => [columnOf(type), type]))

function columnOf(type: DataType): string {
  return type.replace('<', '_').replace('>', '')
}

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const text = fc.string({ unit: 'binary', maxLength: 6 })

const scalars: Readonly<Record<ScalarType, fc.Arbitrary<Value>>> = {
  bool: fc.boolean(),
  int32: fc.integer(),
  int64,
  float32: fc.float(),
  float64: fc.double(),
  string: text,
  bytes: fc.uint8Array({ maxLength: 5 }),
  timestamp: int64,
}

/** A value of a type other than null, extreme ones often, in the form literals have. */
export function arbitraryValue(type: DataType): fc.Arbitrary<Value> {
  return isArrayType(type) ? fc.array(scalars[itemType(type)], { maxLength: 4 }) : scalars[type]
}

const anyType = fc.constantFrom(...dataTypes)

const typedLiteral: fc.Arbitrary<Expr> = anyType.chain((type) =>
  fc.option(arbitraryValue(type)).map((value) => ({ kind: 'literal', type, value: literalValue(type, value)! })),
)

/** A literal without a type, in the form that text can say: bytes and timestamps always have theirs. */
const adaptingLiteral: fc.Arbitrary<Expr> = fc
  .oneof(
    fc.constantFrom<Value>(null, true, false, Number.NaN, -0, Number.NEGATIVE_INFINITY, 1e20, 2 ** 53, 5n, 2n ** 64n),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    text,
    fc.array(fc.oneof(fc.double(), fc.bigInt(), text, fc.boolean()), { maxLength: 3 }),
  )
  .map((value) => ({ kind: 'literal', type: null, value }))

const names = [...functions.values()].map(({ name, overloads }) => ({ name, arity: overloads[0]!.args.length }))

/** Any well-formed expression, most of which do not type-check: only the number of arguments is right. */
export function arbitraryExpr(columnName: fc.Arbitrary<string> = text): fc.Arbitrary<Expr> {
  const { expr } = fc.letrec<{ expr: Expr; call: Expr }>((tie) => ({
    expr: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      columnName.map((name): Expr => ({ kind: 'column', name })),
      adaptingLiteral,
      typedLiteral,
      tie('call'),
      tie('call'),
      tie('call'),
    ),
    call: fc
      .constantFrom(...names)
      .chain(({ name, arity }) =>
        fc
          .tuple(fc.array(tie('expr'), { minLength: arity, maxLength: arity }), anyType)
          .map(([args, type]): Expr => ({ kind: 'call', fn: name, args, ...(name === 'cast' ? { type } : {}) })),
      ),
  }))
  return expr
}

/** An expression of a type over the columns of {@link everyType}; constants are the ones `constantFor` gives. */
export function arbitraryTyped(
  type: DataType,
  depth: number,
  skip: (fn: string) => boolean = () => false,
): fc.Arbitrary<Expr> {
  const column: Expr = { kind: 'column', name: columnOf(type) }
  const literal = fc
    .option(arbitraryValue(type))
    .map((value): Expr => ({ kind: 'literal', type, value: literalValue(type, value)! }))
  const calls = [...functions.values()]
    .filter(({ name }) => depth > 0 && !skip(name))
    .flatMap(({ name, overloads }) =>
      overloads.filter(({ result }) => result === type).map(({ args }) => ({ name, args })),
    )
  if (calls.length === 0) return fc.oneof(fc.constant(column), literal)
  const call = fc.constantFrom(...calls).chain(({ name, args }) => {
    const parts = args.map((arg, index) =>
      functions.get(name)!.constants?.includes(index) ? constantFor(name) : arbitraryTyped(arg, depth - 1, skip),
    )
    return fc
      .tuple(...parts)
      .map((parts): Expr => ({ kind: 'call', fn: name, args: parts, ...(name === 'cast' ? { type } : {}) }))
  })
  return fc.oneof(
    { arbitrary: fc.constant(column), weight: 2 },
    { arbitrary: literal, weight: 1 },
    { arbitrary: call, weight: 6 },
  )
}

/** A constant that a function with a literal argument takes. */
function constantFor(fn: string): fc.Arbitrary<Expr> {
  const literal =
    (type: DataType) =>
    (value: Value): Expr => ({ kind: 'literal', type, value })
  switch (fn) {
    case 'bucketize':
      return fc
        .uniqueArray(fc.double({ noNaN: true }), { maxLength: 4, comparator: (a, b) => a === b })
        .map((boundaries) => boundaries.sort((a, b) => a - b))
        .map(literal('array<float64>'))
    case 'date_trunc':
      return fc.constantFrom('second', 'minute', 'hour', 'day').map(literal('string'))
    default:
      return fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(literal('int64'))
  }
}
