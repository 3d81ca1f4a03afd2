import type { DataType } from '../../../types.js'
import type { RowSource } from '../row-source.js'
import { type Form, fitted, isLong, propagated } from './form.js'

/** Each as in js/functions/arithmetic.ts. */
export const arithmeticForms: Readonly<Record<string, Form>> = {
  add: operation((a, b) => `${a} + ${b}`),
  sub: operation((a, b) => `${a} - ${b}`),
  mul: operation((a, b, type, source) => (type === 'int32' ? `${source.bind(Math.imul)}(${a}, ${b})` : `${a} * ${b}`)),
  div: operation((a, b) => `${a} / ${b}`),
  idiv: division((a, b) => `${a} / ${b}`),
  mod: division((a, b) => `${a} % ${b}`),
  neg: operation((a) => `-${a}`),
  abs: operation((a, _, type, source) =>
    isLong(type) ? `${a} < 0n ? -${a} : ${a}` : `${source.bind(Math.abs)}(${a})`,
  ),
  sign: operation((a, _, type, source) =>
    isLong(type) ? `${a} > 0n ? 1n : ${a} < 0n ? -1n : 0n` : `${source.bind(Math.sign)}(${a})`,
  ),
}

/** Writes an operation on the values of one or two operands. */
type Write = (a: string, b: string, type: DataType, source: RowSource) => string

function operation(write: Write): Form {
  return ({ args: types, type }, args, source) => {
    const [a, b = a] = args
    return propagated(fitted(type, write(a.value, b.value, types[0].type, source), source), args, source)
  }
}

/** Integers only; null by 0. */
function division(write: (a: string, b: string) => string): Form {
  return ({ type }, args, source) => {
    const [a, b] = args
    const zero = isLong(type) ? '0n' : '0'
    const divides = source.emit(`${b.value} !== ${zero}`)
    const quotient = fitted(type, write(a.value, b.value), source)
    const valid = source.allValid([...args, { value: b.value, valid: divides }])
    return { value: source.emit(`${divides} ? ${quotient} : ${zero}`), valid }
  }
}
