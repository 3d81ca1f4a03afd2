import { MillraceError } from '../errors.js'
import { suggestName } from '../nearest-name.js'
import type { DataType, Schema, Value } from '../types.js'
import { isDataType } from '../types.js'
import type { FunctionDefinition, Overload } from './function-definition.js'
import { functions } from './functions.js'
import type { CallExpr, ColumnExpr, Expr, LiteralExpr, TypedExpr, TypedLiteral } from './ir.js'
import { checkLimits } from './limits.js'
import { literalValue, typesOfLiteral } from './literal.js'
import { describeArgument, describeOverloads, describeValue } from './signature.js'
import { wideningCost } from './widening.js'

/** A literal that has not met its surroundings yet. */
interface WeakLiteral {
  readonly weak: Value
  readonly types: readonly DataType[]
}

interface Inference {
  readonly schema: Schema
  readonly seen: Map<Expr, TypedExpr | WeakLiteral>
}

/**
 * Types an expression over columns of `schema`: chooses each call's overload, writes implicit conversions out as casts,
 * and gives literals their types. A node that is shared in `expr` is shared in the result.
 *
 * Integers widen to int64 and to float64, float32 to float64, an integer beside a float32 makes float64; timestamps,
 * strings and bools never convert by themselves. A literal without a type adapts to what it meets: an integral number
 * (1.0 is one) to any integer type and float32 where it fits exactly, and to float64; a fractional one to floats; on its
 * own it is int64 or float64.
 *
 * @throws MILLRACE_EXPRESSION_TYPE, MILLRACE_UNKNOWN_FUNCTION, MILLRACE_FEATURE_NOT_FOUND
 * @example
 * inferType(parseExpression('conv_rate * 0.7'), { conv_rate: Float32 }).type // 'float32'
 */
export function inferType(expr: Expr, schema: Schema): TypedExpr {
  checkLimits(expr)
  return settle(inferNode(expr, { schema, seen: new Map() }))
}

function inferNode(expr: Expr, inference: Inference): TypedExpr | WeakLiteral {
  let node = inference.seen.get(expr)
  if (!node) {
    node = inferFresh(expr, inference)
    inference.seen.set(expr, node)
  }
  return node
}

function inferFresh(expr: Expr, inference: Inference): TypedExpr | WeakLiteral {
  switch (expr?.kind) {
    case 'column':
      return inferColumn(expr, inference.schema)
    case 'literal':
      return inferLiteral(expr)
    case 'call': {
      if (typeof expr.fn !== 'string')
        throw typeError(`A call has a function that is no text: ${describeValue(expr.fn)}`)
      if (!Array.isArray(expr.args)) throw typeError(`A call of ${describeValue(expr.fn)} has no list of arguments`)
      const args = expr.args.map((arg) => inferNode(arg, inference))
      return expr.fn === 'cast' ? inferCast(expr, args) : inferCall(expr, args)
    }
    default:
      throw typeError(
        `An expression is a column, a literal or a call, such as parseExpression reads from text, and not ${describeValue(expr)}`,
      )
  }
}

function inferColumn({ name }: ColumnExpr, schema: Schema): TypedExpr {
  const type = typeof name === 'string' && Object.hasOwn(schema, name) ? schema[name] : undefined
  if (type) return { kind: 'column', name, type }
  const remedy = suggestName(name, Object.keys(schema))
  const written = typeof name === 'string' ? `"${name}"` : describeValue(name)
  throw new MillraceError('MILLRACE_FEATURE_NOT_FOUND', `No column of the name ${written}; ${remedy}`, { name })
}

function inferLiteral({ type, value }: LiteralExpr): TypedLiteral | WeakLiteral {
  if (type === null || type === undefined) {
    const types = value === null ? [] : typesOfLiteral(value)
    if (types.length > 0 || adaptsToAny(value)) return { weak: value, types }
    throw typeError(`A literal has no type that fits its value ${describeValue(value)}`)
  }
  if (!isDataType(type)) throw typeError(`A literal has a type that does not exist: ${describeValue(type)}`)
  return typedLiteral(type, value)
}

/** Null and the empty list have no type of their own. */
function adaptsToAny(value: Value): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}

function typedLiteral(type: DataType, value: Value): TypedLiteral {
  const converted = literalValue(type, value)
  if (converted === undefined)
    throw typeError(`A literal of type ${type} cannot have the value ${describeValue(value)}`)
  return { kind: 'literal', type, value: converted }
}

function inferCast(expr: CallExpr, args: readonly (TypedExpr | WeakLiteral)[]): TypedExpr {
  const definition = functions.get('cast')!
  const { type } = expr
  if (!isDataType(type)) throw typeError(`A cast has no target type that exists: ${describeValue(type)}`)
  const [arg] = args
  if (arg === undefined || args.length !== 1) throw wrongCount(definition, 1, args.length)
  if ('weak' in arg && weakCost(arg, type) !== undefined) return typedLiteral(type, arg.weak)
  const from = settle(arg)
  if (from.type === type) return from
  const sources = definition.overloads.filter((overload) => overload.args[0] === from.type)
  if (sources.some((overload) => overload.result === type)) return { kind: 'call', fn: 'cast', args: [from], type }
  const targets = sources.map((overload) => overload.result).join(', ') || 'nothing'
  throw typeError(`cast cannot make ${type} of ${from.type}; ${from.type} casts to ${targets}`)
}

function inferCall(expr: CallExpr, args: readonly (TypedExpr | WeakLiteral)[]): TypedExpr {
  const definition = functions.get(expr.fn)
  if (!definition) {
    const remedy = suggestName(expr.fn, functions.keys())
    throw new MillraceError('MILLRACE_UNKNOWN_FUNCTION', `No function of the name "${expr.fn}"; ${remedy}`, {
      name: expr.fn,
    })
  }
  const arity = definition.overloads[0]!.args.length
  if (args.length !== arity) throw wrongCount(definition, arity, args.length)
  const overload = chooseOverload(definition, args)
  const converted = args.map((arg, index) => convert(arg, overload.args[index]!))
  for (const position of definition.constants ?? []) checkConstant(definition, position, converted[position]!)
  return { kind: 'call', fn: definition.name, args: converted, type: overload.result }
}

function chooseOverload(definition: FunctionDefinition, args: readonly (TypedExpr | WeakLiteral)[]): Overload {
  let best: Overload[] = []
  let least = Number.POSITIVE_INFINITY
  for (const overload of definition.overloads) {
    const cost = args.reduce((sum, arg, index) => sum + (argumentCost(arg, overload.args[index]!) ?? Number.NaN), 0)
    if (cost < least) {
      best = [overload]
      least = cost
    } else if (cost === least) best.push(overload)
  }
  const types = args.map((arg) => ('weak' in arg ? describeArgument(arg.weak, arg.types) : arg.type)).join(', ')
  if (best.length === 0) {
    throw typeError(`${definition.name} does not take (${types}); it takes ${describeOverloads(definition)}`)
  }
  if (best.some((overload) => overload.result !== best[0]!.result)) {
    throw typeError(
      `${definition.name}(${types}) could be of several types; cast an argument, as in cast(null as float64)`,
    )
  }
  return best[0]!
}

function argumentCost(arg: TypedExpr | WeakLiteral, type: DataType): number | undefined {
  return 'weak' in arg ? weakCost(arg, type) : wideningCost(arg.type, type)
}

/** Cheaper than any conversion of a column, so that literals follow columns and not the other way round. */
function weakCost({ weak, types }: WeakLiteral, type: DataType): number | undefined {
  if (weak === null) return 0
  if (Array.isArray(weak) && weak.length === 0) return type.startsWith('array<') ? 0 : undefined
  const rank = types.indexOf(type)
  return rank < 0 ? undefined : rank
}

function convert(arg: TypedExpr | WeakLiteral, type: DataType): TypedExpr {
  if ('weak' in arg) return typedLiteral(type, arg.weak)
  return arg.type === type ? arg : { kind: 'call', fn: 'cast', args: [arg], type }
}

/** Gives a literal that met nothing its own type. */
function settle(of: TypedExpr | WeakLiteral): TypedExpr {
  if (!('weak' in of)) return of
  const [type] = of.types
  if (type) return typedLiteral(type, of.weak)
  throw typeError(`${describeValue(of.weak)} has no type of its own; cast it, as in cast(null as float64)`)
}

function checkConstant({ name, checkConstant }: FunctionDefinition, position: number, arg: TypedExpr): void {
  if (arg.kind !== 'literal' || arg.value === null) {
    throw typeError(
      `Argument ${position + 1} of ${name} must be a literal other than null, and is ${arg.kind === 'literal' ? 'null' : `a ${arg.kind}`}`,
    )
  }
  const wrong = checkConstant?.(arg.value)
  if (wrong !== undefined) throw typeError(`Argument ${position + 1} of ${name}: ${wrong}`)
}

function wrongCount(definition: FunctionDefinition, arity: number, given: number): MillraceError {
  const wanted = `${arity} ${arity === 1 ? 'argument' : 'arguments'}`
  return typeError(`${definition.name} takes ${wanted}, ${describeOverloads(definition)}, and was given ${given}`)
}

function typeError(message: string): MillraceError {
  return new MillraceError('MILLRACE_EXPRESSION_TYPE', message)
}
