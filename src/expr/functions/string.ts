import type { DataType } from '../../types.js'
import type { FunctionDefinition } from '../function-definition.js'

type Rest = Pick<FunctionDefinition, 'doc' | 'example'> & Partial<FunctionDefinition>

function string(name: string, args: readonly DataType[], result: DataType, rest: Rest): FunctionDefinition {
  return { name, category: 'string', overloads: [{ args, result }], nulls: 'propagate', ...rest }
}

/** Strings are valid UTF-8; positions and lengths count Unicode code points. */
export const stringFunctions: readonly FunctionDefinition[] = [
  string('length', ['string'], 'int32', {
    doc: 'The number of Unicode code points.',
    example: { text: "length('a€😀')", value: 3 },
  }),
  string('byte_length', ['string'], 'int32', {
    doc: 'The number of bytes in UTF-8.',
    example: { text: "byte_length('a€😀')", value: 8 },
  }),
  string('lower', ['string'], 'string', {
    doc: 'Lower case, one code point to one code point by the table in case-mapping.ts, without locale or context; code points that would become several stay.',
    example: { text: "lower('ÄB')", value: 'äb' },
  }),
  string('upper', ['string'], 'string', {
    doc: 'Upper case, one code point to one code point by the table in case-mapping.ts, without locale or context; code points that would become several (such as ß) stay.',
    example: { text: "upper('äß')", value: 'Äß' },
  }),
  string('trim', ['string'], 'string', {
    doc: 'Without ASCII whitespace at both ends: space, tab, line feed, vertical tab, form feed, carriage return.',
    example: { text: "trim('  a b ')", value: 'a b' },
  }),
  string('concat', ['string', 'string'], 'string', {
    variadic: true,
    doc: 'The first string followed by the second; null if either is null.',
    example: { text: "concat('a', 'b', 'c')", value: 'abc' },
  }),
  string('contains', ['string', 'string'], 'bool', {
    doc: 'Says whether the second string occurs in the first; the empty string occurs in every string.',
    example: { text: "contains('feature', 'eat')", value: true },
  }),
  string('starts_with', ['string', 'string'], 'bool', {
    doc: 'Says whether the first string begins with the second.',
    example: { text: "starts_with('feature', 'feat')", value: true },
  }),
  string('ends_with', ['string', 'string'], 'bool', {
    doc: 'Says whether the first string ends with the second.',
    example: { text: "ends_with('feature', 'store')", value: false },
  }),
  string('substring', ['string', 'int64', 'int64'], 'string', {
    nulls: 'partial',
    doc: 'The part from a start (code points, from 0) of at most a length (code points); what lies beyond the end is left out; null where start or length is negative.',
    example: { text: "substring('feature', 4, 99)", value: 'ure' },
  }),
  string('replace', ['string', 'string', 'string'], 'string', {
    doc: 'Every occurrence of the second string, from the left and without overlap, replaced by the third; an empty second string changes nothing.',
    example: { text: "replace('aaa', 'aa', 'b')", value: 'ba' },
  }),
]
