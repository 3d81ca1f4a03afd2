import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ArrayOf,
  Bool,
  Bytes,
  type CompiledRows,
  col,
  compileRows,
  concat,
  expr,
  Float32,
  Float64,
  type InputRow,
  Int32,
  Int64,
  inferType,
  lit,
  MillraceError,
  type Schema,
  String as Text,
  tableFromRows,
  UnixTimestamp,
} from '../../src/backend.js'
import { rowClosure } from '../../src/backends/rows/row-closure.js'
import { dataTypes } from '../../src/types.js'

/** Gives every field back as it was read. */
function reading(schema: Schema): CompiledRows {
  return compileRows(schema, new Map(Object.entries(schema).map(([name, type]) => [name, col(name, type)])))
}

function errorOf(run: () => unknown): MillraceError {
  try {
    run()
  } catch (error) {
    if (error instanceof MillraceError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test('a row gives a row, and rows rows in their order', () => {
  const compiled = compileRows({ rate: Float64, trips: Int64 }, { score: expr`rate * trips`, none: expr`rate is null` })
  assert.is(compiled.tier, 'closure')
  assert.equal({ ...compiled.outputs }, { score: 'float64', none: 'bool' })
  assert.equal(compiled.row({ rate: 0.5, trips: 12 }), { score: 6, none: false })
  assert.equal(compiled.rows([{ trips: 1n }, { rate: 2, trips: 1 }]), [
    { score: null, none: true },
    { score: 2, none: false },
  ])
  assert.equal(compiled.rows([]), [])
  assert.ok(Object.isFrozen(compiled) && Object.isFrozen(compiled.inputs) && Object.isFrozen(compiled.outputs))
})

test('values of every type are read in all the forms a table takes', () => {
  const schema = {
    bool: Bool,
    int: Int32,
    long: Int64,
    single: Float32,
    double: Float64,
    text: Text,
    bytes: Bytes,
    time: UnixTimestamp,
    vector: ArrayOf(Float32),
    list: ArrayOf(Bytes),
  }
  const bytes = Uint8Array.of(1, 2)
  const row = { bool: true, int: -0, long: 7, single: 0.1, double: -0, text: 'é', bytes, time: new Date(1) }
  const [found] = reading(schema).rows([{ ...row, vector: new Float64Array([0.1, 2]), list: [bytes] }])
  assert.equal(found, {
    ...row,
    int: 0,
    long: 7n,
    single: Math.fround(0.1),
    time: 1000n,
    vector: [Math.fround(0.1), 2],
    list: [bytes],
  })
  assert.ok(Object.is(found!.int, 0) && Object.is(found!.double, -0))
  assert.equal(reading({ t: UnixTimestamp }).row({ t: '1970-01-01T00:00:00.000001' }), { t: 1n })
})

test('bytes and lists of a result are its own', () => {
  const bytes = Uint8Array.of(1)
  const list = [bytes]
  const { row } = compileRows(
    { b: Bytes, l: ArrayOf(Bytes) },
    { b: col('b', Bytes), c: col('b', Bytes), l: col('l', ArrayOf(Bytes)), m: lit([1, 2], ArrayOf(Int64)) },
  )
  const [first, second] = [row({ b: bytes, l: list }), row({ b: bytes, l: list })]
  const parts = [
    bytes,
    list[0],
    first.b,
    first.c,
    (first.l as Uint8Array[])[0],
    second.b,
    (second.l as Uint8Array[])[0],
  ]
  assert.is(new Set(parts).size, parts.length - 1)
  assert.is.not(first.m, second.m)
})

test('a buffer of Node is copied, not viewed', () => {
  const buffer = Buffer.from([1, 2])
  const { b } = reading({ b: Bytes }).row({ b: buffer }) as { b: Uint8Array }
  buffer[0] = 9
  assert.equal([...b], [1, 2])
})

/** Values of which each type refuses some. */
const suspects: readonly unknown[] = [
  true,
  1,
  1.5,
  -0,
  Number.NaN,
  2 ** 31,
  2 ** 53,
  1e39,
  1n,
  2n ** 63n,
  'x',
  '\ud800',
  '2024-01-01',
  new Date(Number.NaN),
  Uint8Array.of(1),
  [1],
  [true],
  ['x'],
  [Uint8Array.of(1)],
  [new Date(0)],
  [null],
  [2n ** 63n],
  [1.5, 'x'],
  new Float32Array([1]),
  new DataView(new ArrayBuffer(8)),
  {},
  Symbol('s'),
  () => 1,
]

for (const type of dataTypes) {
  test(`a wrong value is the error that a table gives: ${type}`, () => {
    const compiled = reading({ x: type, y: Bool })
    const closure = rowClosure(compiled.inputs, new Map())!
    let refused = 0
    for (const suspect of suspects) {
      const rows = [{ x: null }, { y: true, x: suspect }, { y: 1 }]
      const expected = errorOf(() => tableFromRows(compiled.inputs, rows))
      assert.is(errorOf(() => compiled.rows(rows)).message, expected.message)
      assert.is(errorOf(() => rows.map((row) => compiled.row(row))).code, expected.code)
      const alone = { x: suspect }
      const accepted = accepts(() => tableFromRows(compiled.inputs, [alone]))
      assert.is(
        accepts(() => closure(alone)),
        accepted,
      )
      if (!accepted) refused++
    }
    assert.ok(refused > 0 && refused < suspects.length)
  })
}

function accepts(run: () => unknown): boolean {
  try {
    run()
    return true
  } catch {
    return false
  }
}

test('what is no row is refused', () => {
  const compiled = reading({ x: Int64 })
  for (const wrong of [null, undefined, 1, 'x', () => 1]) {
    assert.is(errorOf(() => compiled.row(wrong as unknown as InputRow)).code, 'MILLRACE_INVALID_VALUE')
    assert.is(errorOf(() => compiled.rows([{ x: 1 }, wrong as unknown as InputRow])).values.row, 1)
  }
  assert.is(errorOf(() => compiled.rows(new Array(1))).code, 'MILLRACE_INVALID_VALUE')
  assert.is(errorOf(() => compiled.rows({} as InputRow[])).code, 'MILLRACE_INVALID_ARGUMENT')
})

test('only own properties of a row count', () => {
  const schema = { x: Int64, toString: Int64, constructor: Int64 }
  const compiled = reading(schema)
  const nothing = { x: null, toString: null, constructor: null }
  class Inheriting {
    get x() {
      throw new Error('not to be read')
    }
  }
  assert.equal(compiled.row({}), nothing)
  assert.equal(compiled.row(Object.create({ x: 1, toString: 2 })), nothing)
  assert.equal(compiled.row(new Inheriting() as unknown as InputRow), nothing)
  assert.equal(compiled.row(Object.assign(Object.create(null), { x: 1, toString: 2 })), {
    ...nothing,
    x: 1n,
    toString: 2n,
  })
  assert.equal(compiled.row({ toString: 3, constructor: 4 } as unknown as InputRow), {
    ...nothing,
    toString: 3n,
    constructor: 4n,
  })
})

test('a name that Object.prototype gets later is still not a value', () => {
  const compiled = reading({ later: Int64 })
  assert.equal(compiled.row({}), { later: null })
  const prototype = Object.prototype as { later?: number }
  try {
    prototype.later = 1
    assert.equal(compiled.row({}), { later: null })
    assert.equal(compiled.row({ later: 2 }), { later: 2n })
  } finally {
    delete prototype.later
  }
})

const hostileNames = [
  '__proto__',
  'constructor',
  'row',
  'p0',
  '',
  ' ',
  '0',
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '\u2028',
  '\u2029',
  '\ud800',
  '\0',
  '*/',
  `$\{globalThis.broken = 1}`,
  '"]; globalThis.broken = 1; ["',
  "']: 0 }; globalThis.broken = 1; ({ ['",
  '\u202e',
  'é',
]

test('no name, and no text of a constant, becomes code', () => {
  const schema = Object.create(null) as Record<string, typeof Int64>
  for (const name of hostileNames) schema[name] = Int64
  const expressions = new Map(
    hostileNames.map((name) => [name, { kind: 'call', fn: 'add', args: [col(name, Int64).ir, lit(1).ir] }] as const),
  )
  const row = Object.create(null) as Record<string, number>
  for (const [index, name] of hostileNames.entries()) row[name] = index
  const parsed = JSON.parse(JSON.stringify(row)) as InputRow
  for (const given of [row, parsed]) {
    const result = compileRows(schema, expressions).row(given)
    assert.is(Object.getPrototypeOf(result), Object.prototype)
    for (const [index, name] of hostileNames.entries())
      assert.is(Object.getOwnPropertyDescriptor(result, name)?.value, BigInt(index + 1), JSON.stringify(name))
  }
  const texts = hostileNames.filter((text) => text !== '\ud800')
  const constants = compileRows({ s: Text }, new Map(texts.map((text) => [text, concat(col('s', Text), lit(text))])))
  const result = constants.row({ s: '>' })
  for (const text of texts) assert.is(Object.getOwnPropertyDescriptor(result, text)?.value, `>${text}`)
  assert.not('broken' in globalThis)
})

test('a subexpression that occurs twice is computed once', () => {
  let deep = col('x', Int64)
  for (let level = 0; level < 12; level++) deep = deep.add(deep)
  const again = col('x', Int64).add(col('x', Int64))
  const compiled = compileRows({ x: Int64 }, { deep, again })
  assert.equal(compiled.row({ x: 1 }), { deep: 4096n, again: 2n })
  const typed = new Map([deep, again].map(({ ir }, index) => [`y${index}`, inferType(ir, { x: Int64 })]))
  assert.is(String(rowClosure({ x: Int64 }, typed)).match(/ \+ /g)!.length, 12)
})

test('more expressions than a function can hold go to the program', () => {
  const many = new Map(Array.from({ length: 6000 }, (_, index) => [`y${index}`, col('x', Int64).add(index)] as const))
  const compiled = compileRows({ x: Int64 }, many)
  assert.is(compiled.tier, 'program')
  assert.is(compiled.row({ x: 1 }).y5999, 6000n)
})

test('inputs count among what a function can hold', () => {
  const fields = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, Int64] as const))
  // Three variables a field, and one a sum.
  for (const [sums, tier] of [
    [2, 'closure'],
    [3, 'program'],
  ] as const) {
    const outputs = Object.fromEntries(
      Array.from({ length: sums }, (_, index) => [`y${index}`, col('x1665', Int64).add(index)]),
    )
    const compiled = compileRows(fields(1666), outputs)
    assert.is(compiled.tier, tier)
    assert.equal(compiled.row({ x1665: 5 }).y1, 6n)
  }
})

test('expressions and schemas that do not fit are refused at once', () => {
  assert.is(errorOf(() => compileRows({ x: Int64 }, { y: expr`x + z` })).code, 'MILLRACE_FEATURE_NOT_FOUND')
  assert.is(errorOf(() => compileRows({ x: Text }, { y: expr`x + 1` })).code, 'MILLRACE_EXPRESSION_TYPE')
  assert.is(errorOf(() => compileRows({ x: 'int8' as typeof Int32 }, {})).code, 'MILLRACE_UNSUPPORTED_TYPE')
})

test('where code from text is forbidden, the program computes', () => {
  const flags = ['--disallow-code-generation-from-strings', '--import', 'tsx', 'test/support/rows-without-code.ts']
  const [answer, code] = execFileSync(process.execPath, flags, { encoding: 'utf8' }).trim().split('\n')
  assert.equal(JSON.parse(answer!), ['program', { score: 0 }, [{ score: null }]])
  assert.is(code, 'MILLRACE_INVALID_VALUE')
})

test('bytes that come as a Buffer are given as a Uint8Array by every tier', () => {
  const compiled = compileRows({ b: 'bytes' }, { c: col('b', 'bytes') })
  const given = compiled.row({ b: Buffer.from('x') }).c as Uint8Array
  assert.is(Object.getPrototypeOf(given), Uint8Array.prototype)
  assert.equal([...given], [120])
})

test.run()
