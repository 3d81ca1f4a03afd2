import type { Value } from '../../types.js'
import type { FunctionDefinition } from '../function-definition.js'

function checkBuckets(value: Value): string | undefined {
  return (value as bigint) > 0n ? undefined : `the number of buckets must be at least 1, and is ${value}`
}

/** Hashes are XXH64 with seed 0 (xxHash specification 0.1.1), its 64 bits read as int64; int32 is cast to int64 first. */
export const hashFunctions: readonly FunctionDefinition[] = [
  {
    name: 'hash',
    category: 'hash',
    overloads: [
      { args: ['string'], result: 'int64' },
      { args: ['bytes'], result: 'int64' },
      { args: ['int64'], result: 'int64' },
    ],
    nulls: 'propagate',
    doc: 'XXH64 with seed 0 of a string (its UTF-8), of bytes, or of an int64 (its 8 bytes, little-endian).',
    example: { text: "hash('abc')", value: 4952883123889572249n },
  },
  {
    name: 'hash_bucket',
    category: 'hash',
    overloads: [
      { args: ['string', 'int64'], result: 'int64' },
      { args: ['bytes', 'int64'], result: 'int64' },
      { args: ['int64', 'int64'], result: 'int64' },
    ],
    constants: [1],
    checkConstant: checkBuckets,
    nulls: 'propagate',
    doc: 'A bucket from 0 to n - 1: hash(x) as an unsigned 64-bit number, modulo n; n is a literal from 1.',
    example: { text: "hash_bucket('abc', 10)", value: 9n },
  },
  {
    name: 'cross',
    category: 'hash',
    overloads: [
      { args: ['string', 'string'], result: 'int64' },
      { args: ['string', 'int64'], result: 'int64' },
      { args: ['int64', 'string'], result: 'int64' },
      { args: ['int64', 'int64'], result: 'int64' },
    ],
    variadic: true,
    nulls: 'propagate',
    doc: 'A feature cross: XXH64 with seed 0 of 16 bytes, hash(a) and then hash(b), each as 8 bytes little-endian; order matters.',
    example: { text: "cross('a', 'b')", value: -8961324918606112585n },
  },
]
