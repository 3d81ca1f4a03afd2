import type { FunctionDefinition } from '../function-definition.js'
import { uniform } from './overloads.js'

/** Kleene logic: null is "not known". */
export const logicFunctions: readonly FunctionDefinition[] = [
  {
    name: 'and',
    category: 'logic',
    overloads: uniform(['bool'], 2),
    variadic: true,
    nulls: 'own',
    operator: 'and',
    doc: 'True where both are; false where either is false, even if the other is null; else null.',
    example: { text: 'false and null', value: false },
  },
  {
    name: 'or',
    category: 'logic',
    overloads: uniform(['bool'], 2),
    variadic: true,
    nulls: 'own',
    operator: 'or',
    doc: 'True where either is, even if the other is null; false where both are false; else null.',
    example: { text: 'true or null', value: true },
  },
  {
    name: 'not',
    category: 'logic',
    overloads: uniform(['bool'], 1),
    nulls: 'propagate',
    operator: 'not',
    doc: 'Turns true into false and false into true.',
    example: { text: 'not true', value: false },
  },
]
