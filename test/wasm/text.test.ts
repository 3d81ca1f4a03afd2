import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { setBit } from '../../src/arrow/bitmap.js'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { bytesColumn } from '../../src/arrow/make-column.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import { rowFunction } from '../../src/backends/js/closure.js'
import type { Column } from '../../src/column.js'
import type { Value } from '../../src/types.js'
import { Op } from '../../src/wasm/abi.js'
import { loadKernels } from '../../src/wasm/load.js'
import { compileProgram } from '../../src/wasm/program.js'
import { runProgram } from '../../src/wasm/run-program.js'
import { type Columns, columnsOf, evaluate, freeColumn, sharing, typed, upload, valuesFrom } from './evaluate.js'
import { lengths } from './samples.js'

const range = (rows: number) => Array.from({ length: rows }, (_, row) => row)

/** Row counts around the vectors of rows, and those of chunks. */
const rowCounts = [...lengths.filter((rows) => rows < 5000), 2, 3, 4, 5, 2050]

const expressions = [
  'lower(s)',
  'upper(s)',
  'lower(t)',
  'length(s)',
  'length(t)',
  'byte_length(s)',
  'concat(s, t)',
  "concat(s, '-', t)",
  "concat('-', s)",
  "concat(s, 'a suffix that is longer than thirty-two bytes')",
  'concat(s, s)',
  'trim(s)',
  's = t',
  's <> t',
  "s = 'Mill-1'",
  "contains(s, 'i')",
  "contains(s, 'Mill')",
  "contains(s, 'lM')",
  "contains(t, '')",
  "contains(s, 'a needle of more than thirty-two bytes, in no row')",
  'contains(s, t)',
  'contains(s, cast(null as string))',
  "starts_with(s, 'Mill')",
  'hash(s)',
  'hash(t)',
  'hash(trim(s))',
  'upper(concat(s, t))',
]

/** Compares every expression with the reference, over all rows. */
function assertEqualsReference(columns: Columns, rows: number, note: string): void {
  for (const [text, expr] of typed(Object.fromEntries(expressions.map((text) => [text, text])), columns)) {
    const reference = rowFunction(expr, columns)
    assert.equal(valuesFrom(text, columns, rows), range(rows).map(reference), `${text}, ${rows} rows, ${note}`)
  }
}

type Make = (row: number) => string | null

const mill: Make = (row) => `Mill-${row % 13}`

/** Kinds of columns, among them those that a chunk of ASCII or of short texts is taken apart for. */
const kinds: Record<string, Make> = {
  'short ASCII': mill,
  'with nulls': (row) => (row % 3 === 0 ? null : mill(row)),
  'all null': () => null,
  empty: () => '',
  'one row that is not ASCII': (row) => (row === 1 ? 'MÜHLE' : mill(row)),
  'not ASCII in the second chunk, and a text that grows': (row) => (row === 1030 ? 'Ⱥmill' : mill(row)),
  'of 31 to 33 bytes': (row) => 'Water wheels turn, and mills too!'.slice(0, 31 + (row % 3)),
  'of up to 23 bytes': (row) => 'Water wheels turn, mills'.slice(row % 3, 16 + (row % 8)),
  'of 20 to 27 bytes': (row) => 'Water wheels turn, and mills'.slice(0, 20 + (row % 8)),
  'one long text': (row) => (row === 3 ? 'Grain '.repeat(100) : mill(row)),
  'of 0 to 70 bytes': (row) => 'The Mill stands, é, in the race'.repeat(3).slice(0, (row * 7) % 70),
}

for (const [kind, make] of Object.entries(kinds)) {
  test(`columns of text, ${kind}: equal the reference at every length`, () => {
    for (const rows of rowCounts) {
      const s = range(rows).map(make)
      // Every third row equal, every third as long, every third shorter.
      const t = s.map((text, row) => [text, text?.toUpperCase(), text?.slice(1)][row % 3] ?? null)
      assertEqualsReference(columnsOf({ s: ['string', s], t: ['string', t] }), rows, kind)
    }
  })
}

/** Texts of which the null rows have bytes all the same: text that is not ASCII, or no text at all. */
function hiding(values: readonly (string | null)[], hidden: Uint8Array): Column {
  const pieces = values.map((value) => (value === null ? hidden : new TextEncoder().encode(value)))
  const offsets = new Int32Array(values.length + 1)
  for (const [row, piece] of pieces.entries()) offsets[row + 1] = offsets[row]! + piece.length
  const bytes = new Uint8Array(offsets.at(-1)!)
  for (const [row, piece] of pieces.entries()) bytes.set(piece, offsets[row])
  const validity = new Uint8Array(Math.ceil(values.length / 8))
  for (const [row, value] of values.entries()) if (value !== null) setBit(validity, row)
  return bytesColumn('string', offsets, bytes, validity)
}

test('bytes of rows without a value neither show nor count', () => {
  const values = range(4200).map((row) => (row % 5 === 2 ? null : mill(row)))
  for (const hidden of [Uint8Array.of(77, 105, 108), Uint8Array.of(0xff, 0xc3), new Uint8Array(100).fill(0xf0)]) {
    const s = hiding(values, hidden)
    for (const rows of [1, 3, 5, 2048, 2050, 4200]) {
      const columns = new Map([
        ['s', s],
        ['t', columnFromValues('string', values.toReversed(), 't')],
      ])
      assertEqualsReference(columns, rows, `hidden ${hidden}`)
      for (const text of ['lower(s)', 'concat(s, t)', 'trim(s)']) {
        const { offsets, validity } = evaluate({ x: text }, columns, rows).get('x')!
        for (const row of range(rows)) {
          const isNull = validity !== null && ((validity[row >> 3]! >> (row & 7)) & 1) === 0
          if (isNull) assert.is(offsets![row + 1], offsets![row], `${text}: null rows are empty`)
        }
      }
    }
  }
})

/** The instructions of a program, by name. */
function instructionsOf(expressions: Record<string, string>, columns: Columns): string[] {
  const { image } = compileProgram(typed(expressions, columns))
  const [start, end] = [image[0]! / 4, image[1]! / 4]
  return range((end - start) / 8).map((index) => Op[image[start + index * 8]!]!)
}

test('columns are read without views, and text is written where it is stored', () => {
  const columns = columnsOf({ s: ['string', ['a']], t: ['string', ['b']] })
  const cases: readonly [Record<string, string>, readonly string[]][] = [
    [{ x: 'lower(s)' }, ['StoreCase']],
    [{ x: 'length(s)' }, ['ColumnCodePoints', 'Store32']],
    [{ x: 'hash(s)' }, ['ColumnHash', 'Store64']],
    [{ x: "contains(s, 'a')" }, ['ColumnContains', 'StoreBits']],
    [{ x: 'concat(s, t)' }, ['StoreColumnsConcat']],
    [{ x: "concat(s, '-')" }, ['LoadView', 'StoreConcat']],
    [{ x: 'contains(s, t)' }, ['LoadView', 'LoadView', 'Contains', 'StoreBits']],
    [{ x: 'length(trim(s))' }, ['LoadView', 'Trim', 'CodePoints', 'Store32']],
    [{ x: 'lower(trim(s))' }, ['LoadView', 'Trim', 'MapCase', 'StoreText']],
    // What another instruction reads too is made once.
    [{ x: 'lower(s)', y: 'hash(lower(s))' }, ['LoadView', 'MapCase', 'StoreText', 'HashText', 'Store64']],
  ]
  for (const [expressions, expected] of cases) assert.equal(instructionsOf(expressions, columns), expected)
})

test('outputs that share text, and one expression twice', () => {
  const rows = 1500
  const s = range(rows).map(mill)
  const columns = columnsOf({ s: ['string', s] })
  const texts = {
    low: 'lower(s)',
    again: 'lower(s)',
    pair: "concat(lower(s), '!')",
    size: 'length(s)',
    same: 'lower(s) = s',
  }
  const results = evaluate(texts, columns, rows)
  for (const [name, expr] of typed(texts, columns)) {
    const reference = rowFunction(expr, columns)
    const found = valuesFrom(texts[name as keyof typeof texts], columns, rows)
    assert.equal(found, range(rows).map(reference), name)
  }
  assert.equal(results.get('low')!.values, results.get('again')!.values)
})

test('text in another case that outgrows its output is resumed', () => {
  const rows = 5000
  // Lower case of Ⱥ takes three bytes instead of two.
  const s = range(rows).map((row) => (row < 2500 ? 'plain' : 'Ⱥ'.repeat(40)))
  const found: Value[] = valuesFrom('lower(s)', columnsOf({ s: ['string', s] }), rows)
  assert.equal(
    found,
    s.map((text) => text.toLowerCase()),
  )
})

test('another case of ASCII shares the offsets of its column; what has others gets its own', () => {
  const { arena } = loadKernels()
  const rows = 2500
  const plain = range(rows).map(mill)
  const wide = plain.map((text, row) => (row === 1500 ? 'MÜHLE' : text))
  const grown = plain.map((text, row) => (row === 2047 ? 'Ⱥ' : text))
  const empty = columnFromValues('string', [], 'empty')
  const whole = (values: readonly (string | null)[]) => columnFromValues('string', values, 's')
  const cases: readonly [string, Column, boolean][] = [
    ['ASCII', whole(plain), true],
    ['empty nulls', whole(plain.map((text, row) => (row % 5 === 2 ? null : text))), true],
    ['no rows', empty, true],
    ['not ASCII', whole(wide), false],
    ['a text that grows', whole(grown), false],
    [
      'nulls with bytes',
      hiding(
        plain.map((text, row) => (row === 1100 ? null : text)),
        Uint8Array.of(77),
      ),
      false,
    ],
    ['offsets from 3 on', bytesColumn('string', Int32Array.of(3, 5, 6), Buffer.from('...MiL'), null), false],
  ]
  for (const [note, column, shares] of cases) {
    const before = { blocks: arena.blocksInUse, bytes: arena.bytesInUse }
    const columns = new Map([['s', column]])
    const expressions = typed({ low: 'lower(s)', up: 'upper(s)', size: 'byte_length(s)' }, columns)
    const source = upload(column)
    const results = runProgram(compileProgram(expressions), new Map([['s', source]]), column.length, sharing(1))
    for (const name of ['low', 'up'])
      assert.is(results.get(name)!.offsets === source.offsets, shares, `${name}, ${note}`)
    // Whoever goes first, the others keep what they hold.
    freeColumn(source)
    freeColumn(results.get('up')!)
    const low = results.get('low')!
    const offsets = arena.i32(low.offsets!).slice(0, column.length + 1)
    const found = new TextDecoder().decode(arena.u8(low.values!).slice(offsets[0], offsets.at(-1)))
    const texts = valuesOf(column) as (string | null)[]
    assert.is(found, texts.map((text) => text?.toLowerCase() ?? '').join(''), note)
    freeColumn(low)
    freeColumn(results.get('size')!)
    assert.equal({ blocks: arena.blocksInUse, bytes: arena.bytesInUse }, before, note)
  }
})

test('text that is as long as its sources together is made without growing', () => {
  const { arena } = loadKernels()
  const s = range(4000).map((row) => `${row}-`.repeat(row % 20))
  const bytes = s.join('').length
  const columns = columnsOf({ s: ['string', s], t: ['string', s] })
  const allocate = arena.allocate
  const large = new Set<number>()
  arena.allocate = function (this: typeof arena, byteLength: number) {
    if (byteLength > bytes) large.add(byteLength)
    return allocate.call(this, byteLength)
  }
  try {
    evaluate({ x: 'concat(s, t)' }, columns, 4000)
  } finally {
    arena.allocate = allocate
  }
  // What outgrows its block is given a larger one.
  assert.is(large.size, 1, `${[...large]} bytes for ${2 * bytes}`)
})

test.run()
