import type { ArrayType, DataType } from '../../types.js'
import { dataTypes, isArrayType, itemType } from '../../types.js'
import type { FunctionDefinition } from '../function-definition.js'
import { uniform } from './overloads.js'

const vectors = ['array<float32>', 'array<float64>'] as const
const lists: readonly ArrayType[] = dataTypes.filter((type: DataType): type is ArrayType => isArrayType(type))

const order =
  'float32 items are widened to float64; sums have four float64 accumulators from 0, item i is added to number i mod 4 in order of i, and the sum is (a0 + a1) + (a2 + a3)'

/** Sums over lists have one fixed order, so that scalar code and SIMD agree bit for bit. */
export const listFunctions: readonly FunctionDefinition[] = [
  {
    name: 'dot',
    category: 'list',
    overloads: uniform(vectors, 2, 'float64'),
    nulls: 'partial',
    doc: `The dot product, the sum of x[i] * y[i]: ${order}; 0 for empty lists, null where the lengths differ.`,
    example: { text: 'dot([1, 2, 3], [4, 5, 6])', value: 32 },
  },
  {
    name: 'l2',
    category: 'list',
    overloads: uniform(vectors, 2, 'float64'),
    nulls: 'partial',
    doc: `The Euclidean distance, the square root of the sum of d * d with d = x[i] - y[i]: ${order}; null where the lengths differ.`,
    example: { text: 'l2([0, 0], [3, 4])', value: 5 },
  },
  {
    name: 'cosine_similarity',
    category: 'list',
    overloads: uniform(vectors, 2, 'float64'),
    nulls: 'partial',
    doc: 'dot(x, y) / (norm(x) * norm(y)); NaN where a norm is 0 or a list is empty, null where the lengths differ.',
    example: { text: 'cosine_similarity([3, 4], [6, 8])', value: 1 },
  },
  {
    name: 'norm',
    category: 'list',
    overloads: uniform(vectors, 1, 'float64'),
    nulls: 'propagate',
    doc: `The Euclidean norm, the square root of the sum of x[i] * x[i]: ${order}.`,
    example: { text: 'norm([3, 4])', value: 5 },
  },
  {
    name: 'element',
    category: 'list',
    overloads: lists.map((list) => ({ args: [list, 'int64'], result: itemType(list) })),
    nulls: 'partial',
    doc: 'The item at an index from 0; null where the index is negative or beyond the end.',
    example: { text: 'element([10, 20, 30], 1)', value: 20n },
  },
  {
    name: 'size',
    category: 'list',
    overloads: uniform(lists, 1, 'int32'),
    nulls: 'propagate',
    doc: 'The number of items.',
    example: { text: 'size([10, 20, 30])', value: 3 },
  },
]
