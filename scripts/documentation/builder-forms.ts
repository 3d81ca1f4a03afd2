import * as builder from '../../src/expr/builder.js'
import type { FunctionDefinition } from '../../src/expr/function-definition.js'
import type { Expr, LiteralExpr } from '../../src/expr/ir.js'
import { parseExpression } from '../../src/expr/parse.js'
import { printExpression } from '../../src/expr/print.js'
import { columnsOf } from '../../src/expr/walk.js'

type Build = (...args: readonly unknown[]) => builder.Expression

/** How a call of a function is written. */
export interface CallForms {
  /** With the builder's methods and free functions, over columns `a`, `b`, `c`, `d`. */
  readonly code: string
  /** In text. */
  readonly text: string
}

/** What is not `a.name(b)` or `name(a, b)` in camel case. */
const special: Readonly<Record<string, { readonly code: string; readonly ir: Expr }>> = {
  if: {
    code: 'when(a).then(b).otherwise(c)',
    ir: builder.when(builder.col('a', 'bool')).then(builder.col('b')).otherwise(builder.col('c')).ir,
  },
  cast: { code: "a.cast('string')", ir: builder.col('a', 'int64').cast('string').ir },
  date_trunc: { code: "a.dateTrunc('hour')", ir: builder.col('a', 'timestamp').dateTrunc('hour').ir },
}

/** Builds a call of the function with the builder, and prints it: a form is shown only if it makes that very call. */
export function callForms(definition: FunctionDefinition): CallForms {
  const { code, ir } = special[definition.name] ?? built(definition)
  if (ir.kind !== 'call' || ir.fn !== definition.name) throw new Error(`${code} is not a call of ${definition.name}`)
  return { code, text: printExpression(ir) }
}

function built(definition: FunctionDefinition): { code: string; ir: Expr } {
  const { name, overloads, constants = [] } = definition
  const literals = constants.length > 0 ? exampleArguments(definition) : []
  const args = overloads[0]!.args.map((_type, place) =>
    constants.includes(place) ? plainArgument(literals[place]!) : columnArgument('abcd'[place]!),
  )
  const method = name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
  const free: unknown = (builder as Readonly<Record<string, unknown>>)[method]
  const values = args.map(({ value }) => value)
  const codes = args.map((argument) => argument.code)
  if (typeof free === 'function') return { code: `${method}(${codes.join(', ')})`, ir: (free as Build)(...values).ir }
  const [first, ...rest] = values
  const call = (first as Readonly<Record<string, unknown>>)[method]
  if (typeof call !== 'function') throw new Error(`The builder has no ${method}`)
  return { code: `${codes[0]}.${method}(${codes.slice(1).join(', ')})`, ir: (call as Build).apply(first, rest).ir }
}

function columnArgument(name: string): { value: unknown; code: string } {
  return { value: builder.col(name), code: name }
}

function plainArgument(expr: Expr): { value: unknown; code: string } {
  const { value } = expr as LiteralExpr
  return { value, code: printExpression(expr) }
}

/** The arguments of the call that the example is. */
function exampleArguments({ name, example }: FunctionDefinition): readonly Expr[] {
  const expr = parseExpression(example.text)
  if (expr.kind !== 'call' || expr.fn !== name || columnsOf(expr).length > 0)
    throw new Error(`The example of ${name} must be a call of it over literals: ${example.text}`)
  return expr.args
}
