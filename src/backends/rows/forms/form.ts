import type { TypedCall, TypedExpr } from '../../../expr/ir.js'
import type { DataType } from '../../../types.js'
import type { Operand, RowSource } from '../row-source.js'

/** Writes a call's result; undefined where it has no form of its own for these types, and a kernel is called. */
export type Form = (call: Call, args: Arguments, source: RowSource) => Operand | undefined

/** A call as forms see it: there is no function without an argument. */
export type Call = TypedCall & { readonly args: readonly [TypedExpr, ...TypedExpr[]] }

/** A call's operands; each form knows how many it has. */
export type Arguments = readonly [Operand, Operand, Operand]

/** Says whether a type's values are bigints. */
export function isLong(type: DataType): boolean {
  return type === 'int64' || type === 'timestamp'
}

/** A value that exists where all arguments do, and may be computed where they do not. */
export function propagated(value: string, args: readonly Operand[], source: RowSource): Operand {
  return { value: source.emit(value), valid: source.allValid(args) }
}

/** A bool that exists where all arguments do, and is false where they do not. */
export function propagatedBool(value: string, args: readonly Operand[], source: RowSource): Operand {
  const valid = source.allValid(args)
  return { value: onlyWhere(valid, value, source), valid }
}

/** A bool that is false where `valid` is. */
export function onlyWhere(valid: string, value: string, source: RowSource): string {
  if (valid === 'false') return 'false'
  return source.emit(valid === 'true' ? value : `${valid} && (${value})`)
}

/** Writes a choice, shorter where its outcome is known. */
export function choice(condition: string, yes: string, no: string, source: RowSource): string {
  if (condition === 'true' || yes === no) return yes
  return condition === 'false' ? no : source.emit(`${condition} ? ${yes} : ${no}`)
}

/** Writes a result of type `type`, which came about without its wrapping or rounding. */
export function fitted(type: DataType, value: string, source: RowSource): string {
  if (type === 'int32') return `(${value}) | 0`
  if (isLong(type)) return `${source.bind(BigInt.asIntN)}(64, ${value})`
  return type === 'float32' ? `${source.bind(Math.fround)}(${value})` : value
}
