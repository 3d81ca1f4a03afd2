import type { DataType } from '../../../types.js'
import { compareValues, equalValues } from '../../js/compare-values.js'
import type { Operand, RowSource } from '../row-source.js'
import { choice, type Form, isLong, onlyWhere, propagated, propagatedBool } from './form.js'

/** Comparison, logic and choice: each as the function table says it treats nulls. */
export const conditionalForms: Readonly<Record<string, Form>> = {
  eq: ({ args: [{ type }] }, args, source) => propagatedBool(equal(type, args[0], args[1], source), args, source),
  ne: ({ args: [{ type }] }, args, source) =>
    propagatedBool(`!(${equal(type, args[0], args[1], source)})`, args, source),
  lt: order('<'),
  le: order('<='),
  gt: order('>'),
  ge: order('>='),
  not: (_, [a], source) => propagatedBool(`!${a.value}`, [a], source),
  and: (_, [a, b], source) => ({
    value: source.emit(`${a.value} && ${b.value}`),
    valid: either(source.allValid([a, b]), isFalse(a, source), isFalse(b, source), source),
  }),
  or: (_, [a, b], source) => ({
    value: source.emit(`${a.value} || ${b.value}`),
    valid: either(source.allValid([a, b]), a.value, b.value, source),
  }),
  // A condition without a value is false, as every bool without one.
  if: (_, [condition, yes, no], source) => ({
    value: choice(condition.value, yes.value, no.value, source),
    valid: choice(condition.value, yes.valid, no.valid, source),
  }),
  coalesce: (_, [a, b], source) => ({
    value: choice(a.valid, a.value, b.value, source),
    valid: choice(a.valid, 'true', b.valid, source),
  }),
  nullif: ({ type }, [a, b], source) => {
    const same = onlyWhere(source.allValid([a, b]), equal(type, a, b, source), source)
    const valid = onlyWhere(a.valid, `!${same}`, source)
    return { value: type === 'bool' ? onlyWhere(valid, a.value, source) : a.value, valid }
  },
  is_null: (_, [a], source) => ({ value: negated(a.valid, source), valid: 'true' }),
  is_nan: (_, [a], source) => propagatedBool(`${a.value} !== ${a.value}`, [a], source),
  least: ({ type }, args, source) => propagated(least(type, args[0].value, args[1].value, source), args, source),
  greatest: ({ type }, args, source) => propagated(greatest(type, args[0].value, args[1].value, source), args, source),
  clamp: ({ type }, args, source) => {
    const [x, low, high] = args
    const raised = source.emit(greatest(type, x.value, low.value, source))
    return propagated(least(type, raised, high.value, source), args, source)
  },
}

/** Text is equal where its UTF-8 is, but bytes must be looked at; NaN equals nothing. */
function equal(type: DataType, a: Operand, b: Operand, source: RowSource): string {
  return type === 'bytes' ? `${source.bind(equalValues)}(${a.value}, ${b.value})` : `${a.value} === ${b.value}`
}

/** UTF-16, which JavaScript compares, orders some characters otherwise than UTF-8. */
function order(operator: '<' | '<=' | '>' | '>='): Form {
  return ({ args: [{ type }] }, args, source) => {
    const [a, b] = [args[0].value, args[1].value]
    const isText = type === 'string' || type === 'bytes'
    const test = isText ? `${source.bind(compareValues)}(${a}, ${b}) ${operator} 0` : `${a} ${operator} ${b}`
    return propagatedBool(test, args, source)
  }
}

function least(type: DataType, a: string, b: string, source: RowSource): string {
  return isLong(type) ? `${a} < ${b} ? ${a} : ${b}` : `${source.bind(Math.min)}(${a}, ${b})`
}

function greatest(type: DataType, a: string, b: string, source: RowSource): string {
  return isLong(type) ? `${a} > ${b} ? ${a} : ${b}` : `${source.bind(Math.max)}(${a}, ${b})`
}

/** Whether any of three conditions holds. */
function either(first: string, second: string, third: string, source: RowSource): string {
  return first === 'true' ? 'true' : source.emit(`${first} || ${second} || ${third}`)
}

function isFalse({ value, valid }: Operand, source: RowSource): string {
  return onlyWhere(valid, `!${value}`, source)
}

function negated(condition: string, source: RowSource): string {
  if (condition === 'true') return 'false'
  return condition === 'false' ? 'true' : source.emit(`!${condition}`)
}
