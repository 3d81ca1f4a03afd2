import type { DataType } from '../../types.js'
import type { FunctionDefinition, Overload } from '../function-definition.js'
import { integers, numbers } from './overloads.js'

function pairs(from: readonly DataType[], to: readonly DataType[]): Overload[] {
  return from.flatMap((source) =>
    to.filter((target) => target !== source).map((target) => ({ args: [source], result: target })),
  )
}

export const castFunctions: readonly FunctionDefinition[] = [
  {
    name: 'cast',
    category: 'cast',
    overloads: [
      ...pairs(numbers, numbers),
      ...pairs(['bool'], numbers),
      ...pairs(integers, ['bool']),
      ...pairs(['bool', ...numbers, 'timestamp'], ['string']),
      ...pairs(['string'], ['bool', ...numbers, 'timestamp']),
      ...pairs(['timestamp'], ['int64']),
      ...pairs(['int64'], ['timestamp']),
      ...pairs(['array<float32>'], ['array<float64>']),
    ],
    nulls: 'partial',
    doc: [
      'Converts to the type named; what does not fit is null.',
      'Float to integer truncates toward zero, and NaN, infinities and what is out of range are null; int64 to int32 is null out of range.',
      'Integer to float rounds once to the nearest, ties to even; float64 to float32 likewise, null where a finite value would become infinite.',
      'Bool to number is 0 or 1; integer to bool is false for 0 only; int64 and timestamp share their microseconds.',
      "To string: 'true' or 'false'; decimal digits; a float as JavaScript's String(x) writes it (float32 is widened first, -0 is '0'); a timestamp as 2024-01-31T12:30:00.000000Z, null outside the years 0000 to 9999.",
      'From string, with nothing around it, not even spaces: true or false; [+-]digits; [+-]digits[.digits][e[+-]digits], also .5 and 5., NaN, [+-]Infinity, rounded to float64 and then cast to float32, null on overflow; a timestamp as YYYY-MM-DD[(T or space)HH:MM:SS[.f to .ffffff][Z or +HH:MM or -HH:MM]], UTC without a zone, hours to 23, zone up to 23:59.',
    ].join(' '),
    example: { text: 'cast(-1.9 as int32)', value: -1 },
  },
]
