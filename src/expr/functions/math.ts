import type { Value } from '../../types.js'
import type { FunctionDefinition } from '../function-definition.js'
import { floats, uniform } from './overloads.js'

function math(name: string, arity: number, doc: string, text: string, value: number): FunctionDefinition {
  return {
    name,
    category: 'math',
    overloads: uniform(floats, arity),
    nulls: 'propagate',
    doc,
    example: { text, value },
  }
}

function checkBoundaries(value: Value): string | undefined {
  const boundaries = value as readonly number[]
  const wrong = boundaries.findIndex((boundary, index) => Number.isNaN(boundary) || boundary <= boundaries[index - 1]!)
  if (wrong >= 0)
    return `the boundaries must be ascending numbers without repeats; number ${wrong} is ${boundaries[wrong]}`
  return undefined
}

/**
 * Float32 arguments are computed in float64 and rounded once to float32; integers are cast to float64 first. Each of
 * them has one implementation for every engine, because `Math.*` differs between engines.
 */
export const mathFunctions: readonly FunctionDefinition[] = [
  math(
    'floor',
    1,
    'The greatest integral value not above x, as a float; -0, infinities and NaN stay.',
    'floor(-1.5)',
    -2,
  ),
  math('ceil', 1, 'The smallest integral value not below x, as a float; -0.5 becomes -0.', 'ceil(1.2)', 2),
  math(
    'round',
    1,
    'The nearest integral value, halves to the even one (as WebAssembly f64.nearest); -0.4 becomes -0.',
    'round(2.5)',
    2,
  ),
  math('trunc', 1, 'The integral part, toward zero; -0.5 becomes -0.', 'trunc(-1.9)', -1),
  math('sqrt', 1, 'The square root; NaN below zero, and -0 stays.', 'sqrt(9)', 3),
  math('exp', 1, 'e to the power of x.', 'exp(0)', 1),
  math('log', 1, 'The natural logarithm; log(0) is -Infinity, and below zero it is NaN.', 'log(1)', 0),
  math('log1p', 1, 'log(1 + x), exact also for small x; log1p(-1) is -Infinity.', 'log1p(0)', 0),
  math('expm1', 1, 'exp(x) - 1, exact also for small x.', 'expm1(0)', 0),
  math(
    'pow',
    2,
    'x to the power of y as IEEE 754-2008 has it: pow(x, 0) and pow(1, y) are 1 even for NaN, pow(-1, Infinity) is 1.',
    'pow(2, 10)',
    1024,
  ),
  math('sin', 1, 'The sine of x radians; NaN for infinities.', 'sin(0)', 0),
  math('cos', 1, 'The cosine of x radians; NaN for infinities.', 'cos(0)', 1),
  math('tan', 1, 'The tangent of x radians; NaN for infinities.', 'tan(0)', 0),
  math('atan2', 2, 'The angle of the point (x, y), given as atan2(y, x), in radians from -pi to pi.', 'atan2(0, 1)', 0),
  math('tanh', 1, 'The hyperbolic tangent.', 'tanh(0)', 0),
  math(
    'sigmoid',
    1,
    'The logistic function: 1 / (1 + exp(-x)) where x >= 0, else e / (1 + e) with e = exp(x).',
    'sigmoid(0)',
    0.5,
  ),
  {
    name: 'bucketize',
    category: 'math',
    overloads: [{ args: ['float64', 'array<float64>'], result: 'int32' }],
    constants: [1],
    checkConstant: checkBoundaries,
    nulls: 'propagate',
    doc: 'The number of boundaries that are <= x, from 0 to all of them; NaN falls in the last bucket; the boundaries are a literal in ascending order without repeats.',
    example: { text: 'bucketize(15, [0, 10, 20])', value: 2 },
  },
]
