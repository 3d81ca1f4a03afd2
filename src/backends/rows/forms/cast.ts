import type { DataType } from '../../../types.js'
import type { Operand, RowSource } from '../row-source.js'
import { type Form, propagated, propagatedBool } from './form.js'

/** The casts among numbers and bools; each as in js/functions/cast.ts. Those of text have kernels. */
export const castForm: Form = ({ args: [{ type: from }], type: to }, [value], source) =>
  casts[from]?.[to]?.(value, source)

type Cast = (value: Operand, source: RowSource) => Operand

const casts: { readonly [From in DataType]?: { readonly [To in DataType]?: Cast } } = {
  bool: { int32: asNumber, int64: written((x) => `${x} ? 1n : 0n`), float32: asNumber, float64: asNumber },
  int32: {
    bool: (value, source) => propagatedBool(`${value.value} !== 0`, [value], source),
    int64: written((x, source) => `${source.bind(BigInt)}(${x})`),
    float32: written((x, source) => `${source.bind(Math.fround)}(${x})`),
    float64: same,
  },
  int64: {
    bool: (value, source) => propagatedBool(`${value.value} !== 0n`, [value], source),
    int32: longToInt32,
    float64: written((x, source) => `${source.bind(Number)}(${x})`),
    timestamp: same,
  },
  float32: { int32: floatToInt32, int64: floatToInt64, float64: same },
  float64: { int32: floatToInt32, int64: floatToInt64, float32: floatToFloat32 },
  timestamp: { int64: same },
  'array<float32>': { 'array<float64>': same },
}

function same(value: Operand): Operand {
  return value
}

function written(write: (x: string, source: RowSource) => string): Cast {
  return (value, source) => propagated(write(value.value, source), [value], source)
}

function asNumber(value: Operand, source: RowSource): Operand {
  return propagated(`${value.value} ? 1 : 0`, [value], source)
}

/** A result that is also null where a condition does not hold. */
function checked(operand: Operand, condition: string, result: (fits: string) => string, source: RowSource): Operand {
  const fits = source.emit(condition)
  return { value: source.emit(result(fits)), valid: source.allValid([operand, { value: fits, valid: fits }]) }
}

function longToInt32(operand: Operand, source: RowSource): Operand {
  const low = source.emit(`${source.bind(BigInt.asIntN)}(32, ${operand.value})`)
  return checked(operand, `${low} === ${operand.value}`, () => `${source.bind(Number)}(${low})`, source)
}

function floatToInt32(operand: Operand, source: RowSource): Operand {
  const whole = source.emit(`${source.bind(Math.trunc)}(${operand.value})`)
  return checked(operand, `${whole} >= -2147483648 && ${whole} <= 2147483647`, () => `${whole} | 0`, source)
}

function floatToInt64(operand: Operand, source: RowSource): Operand {
  const whole = source.emit(`${source.bind(Math.trunc)}(${operand.value})`)
  const fits = `${whole} >= -9223372036854775808 && ${whole} < 9223372036854775808`
  return checked(operand, fits, (holds) => `${holds} ? ${source.bind(BigInt)}(${whole}) : 0n`, source)
}

/** A finite value that becomes infinite does not fit. */
function floatToFloat32(operand: Operand, source: RowSource): Operand {
  const rounded = source.emit(`${source.bind(Math.fround)}(${operand.value})`)
  const fits = `${rounded} - ${rounded} === 0 || ${operand.value} - ${operand.value} !== 0`
  return checked(operand, fits, () => rounded, source)
}
