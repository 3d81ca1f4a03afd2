import { Op } from '../abi.js'
import type { Lowering, Lowerings } from './lowering.js'

function part(op: Op): Lowering {
  return ({ emit, arg }) => emit(op, arg(0))
}

const unitMicroseconds = new Map<unknown, bigint>([
  ['second', 1_000_000n],
  ['minute', 60_000_000n],
  ['hour', 3_600_000_000n],
  ['day', 86_400_000_000n],
])

export const timeLowerings: Lowerings = {
  year: part(Op.Year),
  month: part(Op.Month),
  day: part(Op.Day),
  hour: part(Op.Hour),
  minute: part(Op.Minute),
  second: part(Op.Second),
  day_of_week: part(Op.DayOfWeek),
  day_of_year: part(Op.DayOfYear),
  epoch_seconds: part(Op.EpochSeconds),
  // The table has checked that the unit is one of these.
  date_trunc: ({ builder, emit, arg, literal }) =>
    emit(Op.DateTrunc, arg(1), builder.constant('int64', unitMicroseconds.get(literal(0).value)!)),
  diff_seconds: ({ builder, emit, arg }) => {
    const difference = builder.emit(Op.SubI64, 'word64', arg(0), arg(1))
    const wide = builder.emit(Op.I64ToF64, 'word64', difference)
    return emit(Op.DivF64, wide, builder.constant('float64', 1e6))
  },
}
