import { dataTypes } from '../../types.js'
import type { FunctionDefinition } from '../function-definition.js'
import { floats, numbers, ordered, uniform } from './overloads.js'

export const conditionalFunctions: readonly FunctionDefinition[] = [
  {
    name: 'if',
    category: 'conditional',
    overloads: dataTypes.map((type) => ({ args: ['bool', type, type], result: type })),
    nulls: 'own',
    doc: 'The second argument where the first is true, else (false or null) the third; the branch not taken may be null.',
    example: { text: 'case when 1 > 2 then 10 else 20 end', value: 20n },
  },
  {
    name: 'coalesce',
    category: 'conditional',
    overloads: uniform(dataTypes, 2),
    variadic: true,
    nulls: 'own',
    doc: 'The first argument that is not null, else null; a NaN is a value.',
    example: { text: 'coalesce(null, 5)', value: 5n },
  },
  {
    name: 'nullif',
    category: 'conditional',
    overloads: uniform(ordered, 2),
    nulls: 'own',
    doc: 'Null where the two are equal (as eq says, so never with a NaN), else the first, also where the second is null.',
    example: { text: 'nullif(5, 5)', value: null },
  },
  {
    name: 'is_null',
    category: 'conditional',
    overloads: uniform(dataTypes, 1, 'bool'),
    nulls: 'own',
    doc: 'Says whether there is no value; never null itself, and false for NaN.',
    example: { text: 'null is null', value: true },
  },
  {
    name: 'is_nan',
    category: 'conditional',
    overloads: uniform(floats, 1, 'bool'),
    nulls: 'propagate',
    doc: 'Says whether a float is NaN; null for null.',
    example: { text: 'is_nan(nan)', value: true },
  },
  {
    name: 'least',
    category: 'conditional',
    overloads: uniform([...numbers, 'timestamp'], 2),
    variadic: true,
    nulls: 'propagate',
    doc: 'The smaller of the two; null if either is null (unlike most SQL), NaN if either is NaN, and -0 is smaller than 0.',
    example: { text: 'least(3, 1, 2)', value: 1n },
  },
  {
    name: 'greatest',
    category: 'conditional',
    overloads: uniform([...numbers, 'timestamp'], 2),
    variadic: true,
    nulls: 'propagate',
    doc: 'The greater of the two; null if either is null (unlike most SQL), NaN if either is NaN, and 0 is greater than -0.',
    example: { text: 'greatest(3, 1, 2)', value: 3n },
  },
  {
    name: 'clamp',
    category: 'conditional',
    overloads: uniform(numbers, 3),
    nulls: 'propagate',
    doc: 'least(greatest(x, low), high): x kept between two bounds; where low is above high the result is high, and a NaN anywhere gives NaN.',
    example: { text: 'clamp(12, 0, 10)', value: 10n },
  },
]
