import type { DataType } from '../../types.js'
import type { TypedCall } from '../ir.js'
import { sqlCast } from './sql-cast.js'
import type { SqlFunction } from './sql-function.js'
import { sqlListFunctions } from './sql-list.js'
import { compare, extreme, roundTo, wide, wrap } from './sql-number.js'
import { bind, bindCalls, sqlType } from './sql-text.js'

const isInteger = (type: DataType): boolean => type === 'int32' || type === 'int64'

function arithmetic(operator: string): SqlFunction {
  return ([left, right], { args, type }) => {
    if (isInteger(args[0]!.type)) return wrap(`${wide(left!, type)} ${operator} ${wide(right!, type)}`, type)
    if (args[0]!.type !== 'timestamp') return `(${left} ${operator} ${right})`
    const second = args[1]!.type === 'timestamp' ? `epoch_us(${right})` : right!
    const microseconds = wrap(`${wide(`epoch_us(${left})`, 'int64')} ${operator} ${wide(second, 'int64')}`, 'int64')
    return type === 'timestamp' ? `make_timestamp(${microseconds})` : microseconds
  }
}

function comparison(operator: string): SqlFunction {
  return (values, { args }) => {
    const { type } = args[0]!
    const nodes = type === 'float32' || type === 'float64' ? args : []
    return bindCalls(values, nodes, (left, right) => compare(left!, operator, right!, type))
  }
}

/** Integers in a wider type, floats as they are. */
function unary(write: (value: string) => string): SqlFunction {
  return ([value], { type }) => (isInteger(type) ? wrap(write(wide(value!, type)), type) : `(${write(value!)})`)
}

/** Computed in DOUBLE, and rounded once where the result is FLOAT. */
function inDouble(write: (...values: string[]) => string): SqlFunction {
  return (values, { args, type }) => {
    const doubles = type === 'float32' ? values.map((value) => `CAST(${value} AS DOUBLE)`) : values
    return roundTo(
      bindCalls(doubles, args, (...names) => write(...names)),
      type,
    )
  }
}

/** DuckDB raises an error for an infinite angle. */
function angle(fn: string): SqlFunction {
  return inDouble((x) => `CASE WHEN isinf(${x}) THEN 'nan'::DOUBLE ELSE ${fn}(${x}) END`)
}

function sign(x: string, type: DataType): string {
  return `CASE WHEN ${x} IS NULL OR ${x} = 0 OR isnan(${x}) THEN ${x} WHEN ${x} > 0 THEN CAST(1 AS ${sqlType(type)}) ELSE CAST(-1 AS ${sqlType(type)}) END`
}

function nullif(left: string, right: string, { args }: TypedCall): string {
  return `CASE WHEN ${compare(left, '=', right, args[0]!.type)} THEN NULL ELSE ${left} END`
}

function clamp([x, low, high]: readonly string[], type: DataType): string {
  return bind([extreme('greatest', x!, low!, type), high!], (above, limit) => extreme('least', above!, limit!, type))
}

function substring(text: string, start: string, length: string): string {
  const most = '2147483646'
  const isNull = `${text} IS NULL OR ${start} IS NULL OR ${length} IS NULL OR ${start} < 0 OR ${length} < 0`
  return `CASE WHEN ${isNull} THEN NULL ELSE substring(${text}, least(${start}, ${most}) + 1, least(${length}, ${most})) END`
}

/** The formula of the function table. */
function haversine(latitude1: string, longitude1: string, latitude2: string, longitude2: string): string {
  const r = "CAST('0.017453292519943295' AS DOUBLE)"
  const angles = [latitude1, latitude2, longitude1, longitude2].map((degrees) => `${degrees} * ${r}`)
  return bind(angles, (p, q, u, v) =>
    bind([`sin((${q} - ${p}) * 0.5)`, `sin((${v} - ${u}) * 0.5)`, `cos(${p}) * cos(${q})`], (s, t, c) =>
      bind(
        [`${s} * ${s} + ${c} * (${t} * ${t})`],
        (a) => `12742.0176 * atan2(sqrt(${a}), sqrt(greatest(1 - ${a}, 0)))`,
      ),
    ),
  )
}

function part(fn: string): SqlFunction {
  return ([time]) => `CAST(${fn}(${time}) AS INTEGER)`
}

function named(fn: string): SqlFunction {
  return (args) => `${fn}(${args.join(', ')})`
}

/** One writer a function of the table; what is not here is in `sqlMissing`. */
export const sqlFunctions: ReadonlyMap<string, SqlFunction> = new Map<string, SqlFunction>([
  ['add', arithmetic('+')],
  ['sub', arithmetic('-')],
  ['mul', arithmetic('*')],
  ['div', ([left, right]) => `(${left} / ${right})`],
  ['idiv', ([left, right], { type }) => wrap(`${wide(left!, type)} // ${wide(right!, type)}`, type)],
  ['mod', ([left, right], { type }) => wrap(`${wide(left!, type)} % ${wide(right!, type)}`, type)],
  ['neg', unary((value) => `-${value}`)],
  ['abs', unary((value) => `abs(${value})`)],
  [
    'sign',
    (values, { args, type }) =>
      isInteger(type) ? `CAST(sign(${values[0]}) AS ${sqlType(type)})` : bindCalls(values, args, (x) => sign(x!, type)),
  ],
  ['eq', comparison('=')],
  ['ne', comparison('<>')],
  ['lt', comparison('<')],
  ['le', comparison('<=')],
  ['gt', comparison('>')],
  ['ge', comparison('>=')],
  ['and', ([left, right]) => `(${left} AND ${right})`],
  ['or', ([left, right]) => `(${left} OR ${right})`],
  ['not', ([value]) => `(NOT ${value})`],
  ['if', ([condition, value, otherwise]) => `CASE WHEN ${condition} THEN ${value} ELSE ${otherwise} END`],
  ['coalesce', named('coalesce')],
  ['nullif', (values, call) => bindCalls(values, call.args, (left, right) => nullif(left!, right!, call))],
  ['is_null', ([value]) => `(${value} IS NULL)`],
  ['is_nan', named('isnan')],
  [
    'least',
    (values, { args, type }) => bindCalls(values, args, (left, right) => extreme('least', left!, right!, type)),
  ],
  [
    'greatest',
    (values, { args, type }) => bindCalls(values, args, (left, right) => extreme('greatest', left!, right!, type)),
  ],
  ['clamp', (values, { args, type }) => bindCalls(values, args, (...names) => clamp(names, type))],
  ['floor', named('floor')],
  ['ceil', named('ceil')],
  ['round', ([value], { type }) => `CAST(round_even(${value}, 0) AS ${sqlType(type)})`],
  ['trunc', named('trunc')],
  ['sqrt', inDouble((x) => `CASE WHEN ${x} < 0 THEN 'nan'::DOUBLE ELSE sqrt(${x}) END`)],
  ['exp', inDouble((x) => `exp(${x})`)],
  ['log', inDouble((x) => `CASE WHEN ${x} < 0 THEN 'nan'::DOUBLE WHEN ${x} = 0 THEN '-inf'::DOUBLE ELSE ln(${x}) END`)],
  ['pow', inDouble((x, y) => `power(${x}, ${y})`)],
  ['sin', angle('sin')],
  ['cos', angle('cos')],
  ['tan', angle('tan')],
  ['atan2', inDouble((y, x) => `atan2(${y}, ${x})`)],
  ['tanh', inDouble((x) => `tanh(${x})`)],
  ['sigmoid', inDouble((x) => `1 / (1 + exp(-${x}))`)],
  [
    'bucketize',
    (values, { args }) =>
      bindCalls(
        values,
        args,
        (x, list) =>
          `CASE WHEN ${x} IS NULL THEN NULL ELSE CAST(len(list_filter(${list}, lambda boundary: boundary <= ${x})) AS INTEGER) END`,
      ),
  ],
  ['cast', sqlCast],
  ['length', part('length')],
  ['byte_length', part('strlen')],
  ['lower', named('lower')],
  ['upper', named('upper')],
  ['trim', ([text]) => `trim(${text}, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))`],
  // DuckDB gives what is joined to a constant null the type "NULL", not VARCHAR.
  ['concat', ([left, right]) => `CAST(${left} || ${right} AS VARCHAR)`],
  ['contains', named('contains')],
  ['starts_with', named('starts_with')],
  ['ends_with', named('suffix')],
  [
    'substring',
    (values, { args }) => bindCalls(values, args, (text, start, length) => substring(text!, start!, length!)),
  ],
  ['replace', named('replace')],
  ['year', part('year')],
  ['month', part('month')],
  ['day', part('day')],
  ['hour', part('hour')],
  ['minute', part('minute')],
  ['second', part('second')],
  ['day_of_week', part('isodow')],
  ['day_of_year', part('dayofyear')],
  ['epoch_seconds', ([time]) => `CAST(epoch(date_trunc('second', ${time})) AS BIGINT)`],
  // Through microseconds: DuckDB 1.5 compares date_trunc(unit, null) with a constant to false (test/expr/sql.test.ts).
  ['date_trunc', ([unit, time]) => `make_timestamp(epoch_us(date_trunc(${unit}, ${time})))`],
  [
    'diff_seconds',
    ([left, right]) =>
      `(CAST(${wrap(`${wide(`epoch_us(${left})`, 'int64')} - ${wide(`epoch_us(${right})`, 'int64')}`, 'int64')} AS DOUBLE) / 1000000)`,
  ],
  ['haversine', (values) => bind(values, (a, b, c, d) => haversine(a!, b!, c!, d!))],
  ...sqlListFunctions,
])
