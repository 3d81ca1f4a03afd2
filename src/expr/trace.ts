import { MillraceError } from '../errors.js'
import { suggestName } from '../nearest-name.js'
import type { DataType, Schema } from '../types.js'
import { Expression } from './expression.js'
import type { Expr } from './ir.js'
import { describeValue } from './signature.js'

/** A type that TypeScript does not know stands for every type. */
type Known<T extends DataType> = DataType extends T ? never : T

/** The columns of a schema as expressions, by name: what a transform is given. */
export type Fields<S extends Schema> = { readonly [Name in keyof S]: Expression<Known<S[Name]>> }

/** The types of the expressions that a transform returns, by name. */
export type TypesOf<R extends Readonly<Record<string, Expression>>> = {
  readonly [Name in keyof R]: R[Name] extends Expression<infer T extends DataType> ? T : never
}

/**
 * Calls a transform once with its columns as expressions, and returns the IR of each of its outputs, in order, in an
 * object without a prototype.
 *
 * @throws MILLRACE_FEATURE_NOT_FOUND where it reads a column that is not in the schema, MILLRACE_TRANSFORM_FAILED where it
 * throws or returns anything but expressions.
 * @example
 * traceTransform({ trips: Int64 }, ({ trips }) => ({ often: trips.gt(100) }))
 */
export function traceTransform<S extends Schema>(
  schema: S,
  transform: (fields: Fields<S>) => Readonly<Record<string, Expression>>,
): Record<string, Expr> {
  const outputs: Record<string, Expr> = Object.create(null)
  for (const [name, output] of Object.entries(runTransform(schema, transform))) {
    if (!(output instanceof Expression)) {
      throw failed(
        `The transform's output ${name} is not an expression but ${describeValue(output)}; a constant is lit(value)`,
      )
    }
    outputs[name] = output.ir
  }
  return outputs
}

function runTransform<S extends Schema>(schema: S, transform: (fields: Fields<S>) => unknown): object {
  let outputs: unknown
  try {
    outputs = transform(fieldsOf(schema))
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause
    throw failed(
      `The transform threw while it was traced: ${cause instanceof Error ? cause.message : describeValue(cause)}`,
      cause,
    )
  }
  if (
    typeof outputs === 'object' &&
    outputs !== null &&
    !(outputs instanceof Promise) &&
    !(outputs instanceof Expression)
  ) {
    return outputs
  }
  throw failed(`A transform returns an object of expressions by name, and not ${describeValue(outputs)}`)
}

function fieldsOf<S extends Schema>(schema: S): Fields<S> {
  const fields: Record<string, Expression> = Object.create(null)
  for (const name of Object.keys(schema)) fields[name] = new Expression(Object.freeze<Expr>({ kind: 'column', name }))
  return new Proxy(Object.freeze(fields), {
    get(target, name) {
      if (typeof name === 'symbol' || Object.hasOwn(target, name)) return Reflect.get(target, name)
      const remedy = suggestName(name, Object.keys(schema))
      throw new MillraceError(
        'MILLRACE_FEATURE_NOT_FOUND',
        `The transform reads "${name}", which it is not given; ${remedy}`,
        { name },
      )
    },
  }) as Fields<S>
}

function failed(message: string, cause?: unknown): MillraceError {
  return new MillraceError('MILLRACE_TRANSFORM_FAILED', message, { cause })
}
