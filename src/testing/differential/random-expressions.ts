import fc from 'fast-check'
import type { FunctionDefinition, Overload } from '../../expr/function-definition.js'
import { functions } from '../../expr/functions.js'
import type { TypedExpr } from '../../expr/ir.js'
import { type DataType, dataTypes, type Value } from '../../types.js'
import { type Profile, randomStream, randomValue } from './random-values.js'

/** Names of the columns that expressions of the types read: two of each. */
export function expressionColumns(type: DataType): readonly [string, string] {
  return [`a ${type}`, `b ${type}`]
}

const profiles: readonly Profile[] = ['edge', 'any', 'ordinary']

/** Literals for the arguments that must be literals, by function. */
const constants: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  bucketize: fc.uniqueArray(fc.double({ noNaN: true }), { maxLength: 9 }).map((list) => {
    // -0 and 0 are one boundary.
    const sorted = list.sort((a, b) => a - b)
    return sorted.filter((boundary, index) => index === 0 || boundary > sorted[index - 1]!)
  }),
  hash_bucket: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
  date_trunc: fc.constantFrom('second', 'minute', 'hour', 'day'),
}

function literal(type: DataType): fc.Arbitrary<TypedExpr> {
  const value = fc
    .tuple(fc.constantFrom(...profiles), fc.nat(1_000_000))
    .map(([profile, seed]) => randomValue(type, profile, randomStream(seed, 0), 1))
  return fc
    .oneof({ arbitrary: value, weight: 5 }, { arbitrary: fc.constant(null), weight: 1 })
    .map((given) => ({ kind: 'literal', type, value: given }))
}

function column(type: DataType): fc.Arbitrary<TypedExpr> {
  return fc.constantFrom(...expressionColumns(type)).map((name) => ({ kind: 'column', name, type }))
}

/** Calls of one function by one overload, its arguments made by `argument`. */
function calls(
  { name, constants: constantPlaces = [] }: FunctionDefinition,
  { args, result }: Overload,
  argument: (type: DataType) => fc.Arbitrary<TypedExpr>,
): fc.Arbitrary<TypedExpr> {
  const parts = args.map((type, index) => {
    if (!constantPlaces.includes(index)) return argument(type)
    const values = constants[name]
    if (values === undefined) throw new Error(`The constant arguments of ${name} need an arbitrary here`)
    return values.map((value): TypedExpr => ({ kind: 'literal', type, value }))
  })
  return fc.tuple(...parts).map((made) => ({ kind: 'call', fn: name, args: made, type: result }))
}

/** Calls of a function by any of its overloads, over columns and now and then a literal. */
export function callsOf(definition: FunctionDefinition): fc.Arbitrary<TypedExpr> {
  const leaf = (type: DataType) =>
    fc.oneof({ withCrossShrink: true }, { arbitrary: column(type), weight: 5 }, { arbitrary: literal(type), weight: 1 })
  return fc.oneof(...definition.overloads.map((overload) => calls(definition, overload, leaf)))
}

/** Nested expressions by their type: columns, literals and calls of every function that gives it. */
export const expressions: Readonly<Record<DataType, fc.Arbitrary<TypedExpr>>> = fc.letrec<Record<DataType, TypedExpr>>(
  (tie) => {
    const nested = (type: DataType): fc.Arbitrary<TypedExpr> =>
      fc.oneof(
        { depthSize: 'small', maxDepth: 5, withCrossShrink: true, depthIdentifier: 'expression' },
        { arbitrary: column(type), weight: 3 },
        { arbitrary: literal(type), weight: 1 },
        { arbitrary: callsGiving(type, tie), weight: 6 },
      )
    return Object.fromEntries(dataTypes.map((type) => [type, nested(type)])) as Record<
      DataType,
      fc.Arbitrary<TypedExpr>
    >
  },
)

function callsGiving(type: DataType, tie: (type: DataType) => fc.Arbitrary<TypedExpr>): fc.Arbitrary<TypedExpr> {
  const byFunction = [...functions.values()].flatMap((definition) => {
    const fitting = definition.overloads.filter(({ result }) => result === type)
    return fitting.length === 0 ? [] : [fc.oneof(...fitting.map((overload) => calls(definition, overload, tie)))]
  })
  return fc.oneof(...byFunction)
}
