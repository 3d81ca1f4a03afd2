import type { FunctionDefinition } from '../function-definition.js'
import { ordered, uniform } from './overloads.js'

const order =
  'false is less than true, strings compare by their UTF-8 bytes and bytes as unsigned, the shorter of two where one begins the other'

function comparison(name: string, operator: string, doc: string, text: string, value: boolean): FunctionDefinition {
  const overloads = uniform(ordered, 2, 'bool')
  return { name, category: 'comparison', overloads, nulls: 'propagate', operator, doc, example: { text, value } }
}

/** Floats compare as IEEE says: -0 equals 0, and NaN equals nothing and has no order. */
export const comparisonFunctions: readonly FunctionDefinition[] = [
  comparison('eq', '=', 'Says whether two values are equal; with a NaN it is false.', '1 = 1.0', true),
  comparison('ne', '!=', 'Says whether two values differ; with a NaN it is true.', "'a' != 'b'", true),
  comparison('lt', '<', `Says whether the first is less: ${order}; with a NaN it is false.`, "'Z' < 'a'", true),
  comparison('le', '<=', `Says whether the first is less or equal: ${order}; with a NaN it is false.`, '2 <= 1', false),
  comparison('gt', '>', `Says whether the first is greater: ${order}; with a NaN it is false.`, 'nan > 1', false),
  comparison(
    'ge',
    '>=',
    `Says whether the first is greater or equal: ${order}; with a NaN it is false.`,
    '0.0 >= -0',
    true,
  ),
]
