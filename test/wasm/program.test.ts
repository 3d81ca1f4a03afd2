import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { valuesOf } from '../../src/arrow/value-at.js'
import { rowFunction } from '../../src/backends/js/closure.js'
import { MillraceError } from '../../src/errors.js'
import type { Value } from '../../src/types.js'
import type { Arena } from '../../src/wasm/arena.js'
import { loadKernels } from '../../src/wasm/load.js'
import { sin } from '../../src/wasm/math.js'
import { compileProgram } from '../../src/wasm/program.js'
import { runProgram } from '../../src/wasm/run-program.js'
import { columnsOf, evaluate, freeColumn, sharing, typed, upload, valuesFrom } from './evaluate.js'
import { lengths } from './samples.js'

function errorOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof MillraceError) return error.code
    throw error
  }
  return 'no error'
}

const range = (rows: number) => Array.from({ length: rows }, (_, row) => row)

test('computes several outputs over shared columns, with nulls, at every length', () => {
  for (const rows of lengths) {
    const a = range(rows).map((row) => (row % 5 === 0 ? null : row / 3))
    const b = range(rows).map((row) => (row % 7 === 0 ? null : (row % 11) - 5))
    const columns = columnsOf({ a: ['float64', a], b: ['float64', b] })
    const results = evaluate(
      {
        score: 'a * b + 1',
        flag: 'case when a > 10 and b < 0.5 then 1 else 0 end',
        ratio: 'coalesce(a / nullif(b, 0), 0)',
      },
      columns,
      rows,
    )
    const expected = (f: (a: number | null, b: number | null) => Value) => range(rows).map((row) => f(a[row]!, b[row]!))
    assert.equal(
      valuesOf(results.get('score')!),
      expected((x, y) => (x === null || y === null ? null : x * y + 1)),
    )
    assert.equal(
      valuesOf(results.get('flag')!),
      expected((x, y) => (x !== null && x > 10 && y !== null && y < 0.5 ? 1n : 0n)),
    )
    assert.equal(
      valuesOf(results.get('ratio')!),
      expected((x, y) => (x === null || y === null || y === 0 ? 0 : x / y)),
    )
  }
})

test('an output without nulls has no validity', () => {
  const columns = columnsOf({ a: ['int32', [1, 2, 3]], b: ['int32', [1, null, 3]] })
  const results = evaluate({ none: 'a + 1', some: 'b + 1', filled: 'coalesce(b, 0)' }, columns, 3)
  assert.is(results.get('none')!.validity, null)
  assert.equal([...results.get('some')!.validity!], [0b101])
  assert.is(results.get('filled')!.validity, null)
})

test('computes a subexpression once, in whatever output it stands', () => {
  const columns = columnsOf({ a: ['float64', [1, 2]], b: ['float64', [3, 4]] })
  const one = compileProgram(typed({ x: 'sqrt(a * b)' }, columns))
  const two = compileProgram(typed({ x: 'sqrt(a * b)', y: 'sqrt(a * b) + 1', z: 'sqrt(a * b)' }, columns))
  // y: one addition, its constant and its output; z: its output.
  assert.ok(two.image.length - one.image.length <= 100, `${two.image.length} against ${one.image.length} words`)
  const results = evaluate({ x: 'sqrt(a * b)', y: 'sqrt(a * b) + 1', z: 'sqrt(a * b)' }, columns, 2)
  assert.equal(valuesOf(results.get('z')!), [Math.sqrt(3), Math.sqrt(8)])
  assert.equal(valuesOf(results.get('y')!), [Math.sqrt(3) + 1, Math.sqrt(8) + 1])
})

test('names outputs that are just a column instead of copying it', () => {
  const columns = columnsOf({ a: ['string', ['x']], t: ['timestamp', [5n]] })
  const program = compileProgram(typed({ same: 'a', micros: 'cast(t as int64)' }, columns))
  assert.equal([...program.aliases], [['same', 'a']])
  assert.equal(
    program.outputs.map(({ name, type }) => [name, type]),
    [['micros', 'int64']],
  )
  assert.equal(valuesFrom('cast(t as int64)', columns, 1), [5n])
})

test('registers are reused: a long chain needs two', () => {
  const columns = columnsOf({ a: ['float64', [1]] })
  const chain = (length: number) => range(length).reduce((text, row) => `sin(${text}) + ${row}`, 'a')
  const short = compileProgram(typed({ x: chain(4) }, columns))
  const long = compileProgram(typed({ x: chain(200) }, columns))
  assert.is(long.registerBytes, short.registerBytes)
  assert.equal(valuesFrom(chain(50), columns, 1), [range(50).reduce((value, row) => sin(value) + row, 1)])
})

test('literals alone make columns of every length', () => {
  for (const rows of lengths) {
    for (const [text, value] of [
      ['1.5', 1.5],
      ["'text'", 'text'],
      ['true', true],
      ['[1, 2]', [1n, 2n]],
      ["['a', '', 'bcd']", ['a', '', 'bcd']],
      ['[true, false]', [true, false]],
      ['cast(null as string)', null],
      ['cast(null as int32)', null],
    ] as const) {
      assert.equal(valuesFrom(text, columnsOf({}), rows), Array(rows).fill(value), text)
    }
  }
})

test('text that outgrows its estimate is resumed, with other outputs unharmed', () => {
  const rows = 3000
  const text = range(rows).map((row) => (row % 4 === 0 ? null : `${row}-`.repeat(row % 60)))
  const columns = columnsOf({ s: ['string', text], n: ['int64', range(rows)] })
  const results = evaluate(
    { more: 'concat(s, s, s, s)', n: 'n + 1', up: "replace(s, '-', 'long text instead')" },
    columns,
    rows,
  )
  assert.equal(
    valuesOf(results.get('more')!),
    text.map((value) => (value === null ? null : value.repeat(4))),
  )
  assert.equal(
    valuesOf(results.get('n')!),
    range(rows).map((row) => BigInt(row + 1)),
  )
  assert.equal(
    valuesOf(results.get('up')!),
    text.map((value) => (value === null ? null : value.replaceAll('-', 'long text instead'))),
  )
})

test('lists that outgrow their estimate are resumed: numbers, bools and text', () => {
  const rows = 2500
  const lists = {
    n: range(rows).map((row) => range(row % 50)),
    b: range(rows).map((row) => range(row % 50).map((at) => (at + row) % 3 === 0)),
    s: range(rows).map((row) => range(row % 20).map((at) => `${row}:${at}`.repeat(at % 4))),
  }
  const columns = columnsOf({
    n: ['array<int32>', lists.n],
    b: ['array<bool>', lists.b],
    s: ['array<string>', lists.s],
    odd: ['bool', range(rows).map((row) => row % 2 === 1)],
  })
  for (const name of ['n', 'b', 's'] as const) {
    const expected = lists[name].map((list, row) => (row % 2 === 1 ? list : null))
    assert.equal(valuesFrom(`case when odd then ${name} else null end`, columns, rows), expected, name)
  }
  // Each row is a literal of 300 items, far more than the estimate.
  const literal = (item: (at: number) => string) => `[${range(300).map(item).join()}]`
  const [ones, texts, flags] = [literal(() => '1'), literal((at) => `'item ${at}'`), literal((at) => `${at % 3 === 0}`)]
  const results = evaluate({ ones, texts, flags }, columns, rows)
  assert.equal(
    valuesOf(results.get('texts')!)[rows - 1],
    range(300).map((at) => `item ${at}`),
  )
  assert.equal(
    valuesOf(results.get('flags')!)[1024],
    range(300).map((at) => at % 3 === 0),
  )
  assert.is((valuesOf(results.get('ones')!)[rows - 1] as Value[]).length, 300)
})

test('text longer than the heap makes the heap grow', () => {
  const long = 'ä'.repeat(200_000)
  const columns = columnsOf({ s: ['string', [long, 'x', null, `${long}ß`]] })
  assert.equal(valuesFrom('upper(s)', columns, 4), [
    long.replaceAll('ä', 'Ä'),
    'X',
    null,
    `${long.replaceAll('ä', 'Ä')}ß`,
  ])
  assert.equal(valuesFrom('length(concat(s, s))', columns, 4), [400_000, 2, null, 400_002])
})

test('runs fewer rows than a column has', () => {
  const columns = columnsOf({ a: ['int32', [1, 2, 3, 4]], s: ['string', ['a', 'b', 'c', 'd']] })
  assert.equal(valuesFrom('concat(s, cast(a as string))', columns, 3), ['a1', 'b2', 'c3'])
  assert.equal(valuesFrom('a > 1', columns, 2), [false, true])
})

test('refuses columns that are missing or too short, and keeps nothing', () => {
  const { arena } = loadKernels()
  const columns = columnsOf({ a: ['int32', [1, 2]] })
  const program = compileProgram(typed({ x: 'a + 1' }, columns))
  const before = arena.blocksInUse
  assert.is(
    errorOf(() => runProgram(program, new Map(), 2, sharing(1))),
    'MILLRACE_MISSING_COLUMN',
  )
  const uploaded = upload(columns.get('a')!)
  assert.is(
    errorOf(() => runProgram(program, new Map([['a', uploaded]]), 3, sharing(1))),
    'MILLRACE_RAGGED_COLUMNS',
  )
  freeColumn(uploaded)
  assert.is(arena.blocksInUse, before)
})

/** Runs `work` with the n-th allocation failing, for n = 1, 2, 3... until it succeeds; gives that n. */
function failEachAllocation(arena: Arena, work: () => void): number {
  const allocate = arena.allocate
  for (let failing = 1; ; failing++) {
    let count = 0
    arena.allocate = function (this: Arena, byteLength: number) {
      if (++count === failing) throw new MillraceError('MILLRACE_OUT_OF_MEMORY', 'no memory for the test')
      return allocate.call(this, byteLength)
    }
    const before = arena.bytesInUse
    try {
      const code = errorOf(work)
      assert.is(arena.bytesInUse, before, `allocation ${failing}`)
      if (code === 'no error') return failing
      assert.is(code, 'MILLRACE_OUT_OF_MEMORY')
    } finally {
      arena.allocate = allocate
    }
  }
}

test('whichever allocation fails, nothing stays allocated', () => {
  const { arena } = loadKernels()
  const columns = columnsOf({
    s: ['string', range(2000).map((row) => 'word '.repeat(row % 40))],
    l: ['array<string>', range(2000).map(() => ['a', 'b'])],
  })
  const program = compileProgram(typed({ x: 'concat(s, s, s)', y: 'length(s)', z: 'coalesce(l, null)' }, columns))
  const uploaded = new Map([...columns].map(([name, column]) => [name, upload(column)]))
  const attempts = failEachAllocation(arena, () => {
    for (const column of runProgram(program, uploaded, 2000, sharing(1)).values()) freeColumn(column)
  })
  assert.ok(attempts > 10, `${attempts} allocations`)
  const divisible = compileProgram(typed({ x: 'length(upper(concat(s, s)))', y: "s > 'word'" }, columns))
  const sharedAttempts = failEachAllocation(arena, () => {
    for (const column of runProgram(divisible, uploaded, 2000, sharing(2)).values()) freeColumn(column)
  })
  assert.ok(sharedAttempts > 10, `${sharedAttempts} allocations on two threads`)
  for (const column of uploaded.values()) freeColumn(column)
})

test('ranges of rows on two threads give every bit that one thread gives', () => {
  for (const length of [127, 128, 129, 2047, 2049, 5000, 20_481]) {
    const columns = columnsOf({
      a: ['float64', range(length).map((row) => (row % 7 === 3 ? null : Math.sqrt(row) - 50))],
      b: ['float64', range(length).map((row) => row % 11)],
      i: ['int32', range(length).map((row) => (row % 13 === 0 ? null : (row * 2654435761) | 0))],
      f: ['bool', range(length).map((row) => (row % 17 === 5 ? null : row % 3 === 0))],
      s: ['string', range(length).map((row) => (row % 5 === 1 ? null : 'Word '.repeat(row % 9)))],
      l: ['array<float32>', range(length).map((row) => [row, 1, 2])],
      t: ['array<string>', range(length).map((row) => [`${row}`, 'ß'])],
    })
    // evaluate() compares the two.
    const results = evaluate(
      {
        sum: 'a * b + log1p(b)',
        quotient: 'div(i, cast(b as int32))',
        narrow: 'cast(a * 1e8 as int32)',
        choice: 'case when f then a else coalesce(a / nullif(b, 0), 0) end',
        flag: 'f and a > b or s = lower(s)',
        length: 'length(replace(upper(concat(s, s, s, s)), s, s))',
        hash: 'hash(concat(s, s))',
        dot: 'dot(l, l)',
        size: 'size(t) + 1',
      },
      columns,
      length,
    )
    assert.equal(valuesOf(results.get('dot')!).at(-1), (length - 1) ** 2 + 5)
  }
})

test('digits are read and written in the main thread only', () => {
  const columns = columnsOf({ a: ['float64', range(3000).map((row) => row / 3)] })
  const expressions = typed(
    { length: 'length(cast(a as string))', back: 'cast(cast(a as string) as float64)' },
    columns,
  )
  assert.not(compileProgram(expressions).isDivisible)
  assert.equal(valuesFrom('cast(cast(a as string) as float64)', columns, 3000), valuesOf(columns.get('a')!))
})

test('random columns and constants: text and lists over many chunks equal the reference', () => {
  const texts = fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 40 })), { minLength: 1, maxLength: 40 })
  const expressions = [
    'lower(s)',
    'upper(concat(s, t))',
    'replace(s, t, upper(s))',
    'substring(s, 1, 3)',
    'contains(s, substring(t, 0, 1))',
    's < t',
    'hash(s)',
    'trim(s)',
    'coalesce(nullif(s, t), t)',
  ]
  fc.assert(
    fc.property(texts, texts, fc.constantFrom(...lengths), (s, t, rows) => {
      const cycle = (values: readonly (string | null)[]) => range(rows).map((row) => values[row % values.length]!)
      const columns = columnsOf({ s: ['string', cycle(s)], t: ['string', cycle(t)] })
      for (const [text, expr] of typed(Object.fromEntries(expressions.map((text) => [text, text])), columns)) {
        const reference = rowFunction(expr, columns)
        assert.equal(valuesFrom(text, columns, rows), range(rows).map(reference), text)
      }
    }),
    { numRuns: 25 },
  )
})

test.run()
