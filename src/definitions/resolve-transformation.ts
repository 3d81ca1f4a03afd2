import { describeValue } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import { Expression, traceTransform } from '../expr/builder.js'
import { inferType } from '../expr/infer.js'
import type { Expr } from '../expr/ir.js'
import { parseExpression } from '../expr/parse.js'
import { suggestName } from '../nearest-name.js'
import type { DataType, Schema } from '../types.js'
import { checkName, invalid } from './definition-options.js'
import { checkSchema, freezeSchema } from './field-schema.js'
import { fingerprint } from './fingerprint.js'
import {
  type AssemblyScriptTransformation,
  isTransformation,
  type Transformation,
  type TransformationMode,
} from './transformation.js'

/** A transformation and the types of what it gives, in order. */
export interface ResolvedTransformation {
  readonly transformation: Transformation
  readonly outputs: Schema
}

/** The options of a transformation as a caller without TypeScript may have written them. */
export interface RawTransformOptions {
  readonly mode?: unknown
  readonly schema?: unknown
  readonly transform?: unknown
  readonly version?: unknown
}

const modes: readonly TransformationMode[] = ['expr', 'rows', 'arrow', 'assemblyscript']

/**
 * Makes the transformation that `options` describe. Expressions are traced, parsed and typed here, so that a wrong one
 * fails where it is written.
 *
 * @param inputs what it may read.
 * @param what whose transformation it is, for messages: `on-demand feature view score`.
 */
export function resolveTransformation(
  options: RawTransformOptions,
  inputs: Schema,
  what: string,
): ResolvedTransformation {
  const { transform, schema } = options
  const mode = modeOf(options, what)
  const declared = schema === undefined ? null : checkSchema(schema as Schema, what)
  if (mode === 'expr') return resolveExpressions(transform, declared, inputs, what)
  if (declared === null) {
    throw invalid(`${what} has a transform in mode ${mode}, whose outputs are not known; give it a schema`, { mode })
  }
  const transformation =
    mode === 'assemblyscript' ? checkModule(transform, declared, inputs, what) : functionOf(mode, options, what)
  return { transformation, outputs: declared }
}

function modeOf({ mode, transform, version }: RawTransformOptions, what: string): TransformationMode {
  const own = isTransformation(transform) ? transform.mode : undefined
  const chosen = mode ?? own ?? 'expr'
  if (!modes.includes(chosen as TransformationMode)) {
    throw invalid(`The mode of ${what} is one of ${modes.join(', ')}; got ${describeValue(mode)}`, { mode })
  }
  if (own !== undefined && own !== chosen) {
    throw invalid(`The mode of ${what} is ${chosen}, but its transform is one of mode ${own}; leave the mode out`, {
      mode,
    })
  }
  if (version !== undefined && chosen !== 'rows' && chosen !== 'arrow') {
    throw invalid(
      `${what} has a version, which only transforms in mode rows and arrow take; leave it out: ${describeValue(version)}`,
    )
  }
  return chosen as TransformationMode
}

function functionOf(mode: 'rows' | 'arrow', { transform, version }: RawTransformOptions, what: string): Transformation {
  if (isTransformation(transform)) return transform
  if (typeof transform !== 'function') {
    throw invalid(`The transform of ${what} is a function, as its mode is ${mode}; got ${describeValue(transform)}`, {
      mode,
    })
  }
  const fn = transform as never
  return Object.freeze({ mode, fn, fingerprint: fingerprint(fn, version as string | undefined) })
}

function checkModule(transform: unknown, declared: Schema, inputs: Schema, what: string): Transformation {
  if (!isTransformation(transform)) {
    throw invalid(
      `The transform of ${what} is what compileAssemblyScript gives, as its mode is assemblyscript; got ${describeValue(transform)}`,
    )
  }
  const { functions } = transform as AssemblyScriptTransformation
  checkOutputs([...functions.keys()], declared, what)
  for (const [output, { args }] of functions) {
    const unknown = args.find((arg) => !Object.hasOwn(inputs, arg))
    if (unknown !== undefined) {
      throw new MillraceError(
        'MILLRACE_FEATURE_NOT_FOUND',
        `The output ${output} of ${what} takes ${describeValue(unknown)}, which it is not given: ${suggestName(unknown, Object.keys(inputs))}`,
        { output, name: unknown },
      )
    }
  }
  return transform
}

function resolveExpressions(
  transform: unknown,
  declared: Schema | null,
  inputs: Schema,
  what: string,
): ResolvedTransformation {
  const expressions = new Map<string, Expr>()
  const types = new Map<string, DataType>()
  for (const [name, expression] of writtenExpressions(transform, inputs, what)) {
    checkName(name, 'feature')
    const place = `The output ${name} of ${what}`
    const expr = readExpression(expression, place)
    expressions.set(name, expr)
    types.set(name, typeOf(expr, inputs, place))
  }
  if (expressions.size === 0) throw invalid(`The transform of ${what} has no outputs; give it at least one`)
  if (declared !== null) checkDeclared(declared, types, what)
  const names = Object.keys(declared ?? Object.fromEntries(types))
  const outputs = new Map(names.map((name) => [name, expressions.get(name)!]))
  return {
    transformation: Object.freeze({ mode: 'expr', outputs }),
    outputs: freezeSchema(names.map((name) => [name, types.get(name)!])),
  }
}

function writtenExpressions(transform: unknown, inputs: Schema, what: string): Iterable<readonly [string, unknown]> {
  if (typeof transform === 'function') {
    return Object.entries(within(`The transform of ${what}`, () => traceTransform(inputs, transform as never)))
  }
  if (isTransformation(transform) && transform.mode === 'expr') return transform.outputs
  if (typeof transform === 'object' && transform !== null && !Array.isArray(transform)) return Object.entries(transform)
  throw invalid(`The transform of ${what} is a function, or an object of expressions; got ${describeValue(transform)}`)
}

/**
 * Reads an expression that is built, written as text, or data.
 *
 * @throws MILLRACE_EXPRESSION_SYNTAX, MILLRACE_INVALID_DEFINITION
 */
export function readExpression(expression: unknown, place: string): Expr {
  if (expression instanceof Expression) return expression.ir
  if (typeof expression === 'string') return within(place, () => parseExpression(expression))
  if (typeof expression === 'object' && expression !== null && 'kind' in expression) return expression as Expr
  throw invalid(`${place} is an expression, built or in text; got ${describeValue(expression)}`)
}

/** The type of an expression over `inputs`; an error names the place where it stands. */
export function typeOf(expr: Expr, inputs: Schema, place: string): DataType {
  return within(place, () => inferType(expr, inputs)).type
}

/** Runs `work`; an error of it says where it happened. */
export function within<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof MillraceError)) throw cause
    throw new MillraceError(cause.code, `${place}: ${cause.message}`, { ...cause.values, cause })
  }
}

function checkDeclared(declared: Schema, types: ReadonlyMap<string, DataType>, what: string): void {
  checkOutputs([...types.keys()], declared, what)
  for (const [name, type] of Object.entries(declared)) {
    const inferred = types.get(name)
    if (inferred === type) continue
    throw new MillraceError(
      'MILLRACE_EXPRESSION_TYPE',
      `The feature ${name} of ${what} is declared as ${type}, but its expression gives ${inferred}; declare it so, or write ` +
        `.cast('${type}')`,
      { feature: name, declared: type, inferred },
    )
  }
}

/** Checks that a transform gives just the declared features. */
function checkOutputs(outputs: readonly string[], declared: Schema, what: string): void {
  const names = Object.keys(declared)
  const missing = names.find((name) => !outputs.includes(name))
  if (missing !== undefined) {
    throw invalid(
      `${what} declares the feature ${missing}, which its transform does not give: ${suggestName(missing, outputs)}`,
      {
        feature: missing,
      },
    )
  }
  const extra = outputs.find((name) => !names.includes(name))
  if (extra !== undefined) {
    throw invalid(
      `The transform of ${what} gives ${extra}, which its schema does not declare; add it or leave it out`,
      {
        feature: extra,
      },
    )
  }
}
