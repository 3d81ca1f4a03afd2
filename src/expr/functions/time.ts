import type { DataType, Value } from '../../types.js'
import type { FunctionDefinition } from '../function-definition.js'

/** What date_trunc truncates to. */
export const truncationUnits = ['second', 'minute', 'hour', 'day'] as const

function part(name: string, result: DataType, doc: string, value: number | bigint): FunctionDefinition {
  return {
    name,
    category: 'time',
    overloads: [{ args: ['timestamp'], result }],
    nulls: 'propagate',
    doc,
    example: { text: `${name}(timestamp '2024-02-29T13:14:15.9Z')`, value },
  }
}

function checkUnit(value: Value): string | undefined {
  if ((truncationUnits as readonly unknown[]).includes(value)) return undefined
  return `the unit must be one of ${truncationUnits.join(', ')}, and is '${value}'`
}

/** UTC in the proleptic Gregorian calendar, years before 1 counted 0, -1...; all round down, also before 1970. */
export const timeFunctions: readonly FunctionDefinition[] = [
  part('year', 'int32', 'The year; 0 is 1 BC, -1 is 2 BC.', 2024),
  part('month', 'int32', 'The month, 1 to 12.', 2),
  part('day', 'int32', 'The day of the month, 1 to 31.', 29),
  part('hour', 'int32', 'The hour, 0 to 23.', 13),
  part('minute', 'int32', 'The minute, 0 to 59.', 14),
  part('second', 'int32', 'The whole second, 0 to 59.', 15),
  part('day_of_week', 'int32', 'The ISO 8601 day of the week, 1 for Monday to 7 for Sunday.', 4),
  part('day_of_year', 'int32', 'The day of the year, 1 to 366.', 60),
  part('epoch_seconds', 'int64', 'Whole seconds since 1970-01-01, rounded down.', 1709212455n),
  {
    name: 'date_trunc',
    category: 'time',
    overloads: [{ args: ['string', 'timestamp'], result: 'timestamp' }],
    constants: [0],
    checkConstant: checkUnit,
    nulls: 'propagate',
    doc: "The start of the 'second', 'minute', 'hour' or 'day' (a literal) that the timestamp lies in; wraps where that start is before the first int64.",
    example: { text: "date_trunc('hour', timestamp '2024-02-29T13:14:15Z')", value: 1709211600000000n },
  },
  {
    name: 'diff_seconds',
    category: 'time',
    overloads: [{ args: ['timestamp', 'timestamp'], result: 'float64' }],
    nulls: 'propagate',
    doc: 'Seconds from the second timestamp to the first: their difference in microseconds (int64, wraps) as a float64, divided by 1e6.',
    example: { text: "diff_seconds(timestamp '2024-01-01T00:00:01.5Z', timestamp '2024-01-01')", value: 1.5 },
  },
]
