import { bitmapBytes, setBit } from '../src/arrow/bitmap.js'
import { fixedWidthColumn } from '../src/arrow/make-column.js'
import type { Column } from '../src/column.js'
import { halvesOf, KeyIndex } from './harness/key-index.js'
import type { NativeKernels } from './harness/native-kernels.js'
import type { Columns } from './harness/random-columns.js'
import type { Tables } from './harness/table-case.js'
import { TextIndex } from './harness/text-index.js'
import type { JoinShape } from './join-tables.js'

/** The join in plain loops: numbers the right keys, lists their rows, looks each left key up, and gathers. */
export function plainJoin({ kind, how, skew }: JoinShape, { l, r }: Tables) {
  if (kind === 'utf8') return plainTextJoin({ l: l!, r: r! })
  return () => {
    const [left, right] = [keyWords(l!), keyWords(r!)]
    const found = skew?.side === 'right' ? repeatedKeys(left, right) : uniqueKeys(left, right)
    const { rows, matches } = how === 'left' ? found : matchedRows(found)
    return { row: rows ? takeNumbers(l!.row!, rows) : l!.row!, ...payload(r!, matches) }
  }
}

/** One 64-bit word a row: the key, or of two keys, which are small multiples here, the halves of both. */
function keyWords({ k, m }: Columns): Int32Array {
  if (m === undefined) return halvesOf(k!)
  const [high, low] = [halvesOf(k!), halvesOf(m)]
  const words = new Int32Array(high.length)
  for (let at = 0; at < words.length; at += 2) {
    words[at] = low[at]!
    words[at + 1] = high[at]! ^ Math.imul(high[at + 1]!, 0x9e3779b1)
  }
  return words
}

interface Matches {
  /** The left row of each match; null where each left row has one place. */
  readonly rows: Int32Array | null
  readonly matches: Int32Array
}

function uniqueKeys(left: Int32Array, right: Int32Array): Matches {
  const index = new KeyIndex()
  for (let at = 0; at < right.length; at += 2) index.add(right[at]!, right[at + 1]!)
  const matches = new Int32Array(left.length / 2)
  for (let row = 0; row < matches.length; row++) matches[row] = index.get(left[row * 2]!, left[row * 2 + 1]!)
  return { rows: null, matches }
}

function repeatedKeys(left: Int32Array, right: Int32Array): Matches {
  const index = new KeyIndex()
  const [heads, tails] = [new Int32Array(right.length / 2), new Int32Array(right.length / 2)]
  const next = new Int32Array(right.length / 2).fill(-1)
  for (let row = 0; row < next.length; row++) {
    const known = index.count
    const id = index.add(right[row * 2]!, right[row * 2 + 1]!)
    if (index.count > known) heads[id] = row
    else next[tails[id]!] = row
    tails[id] = row
  }
  const [rows, matches]: [number[], number[]] = [[], []]
  for (let row = 0; row < left.length / 2; row++) {
    const id = index.get(left[row * 2]!, left[row * 2 + 1]!)
    for (let match = id < 0 ? -1 : heads[id]!; match >= 0; match = next[match]!) {
      rows.push(row)
      matches.push(match)
    }
  }
  return { rows: Int32Array.from(rows), matches: Int32Array.from(matches) }
}

/** Leaves out the left rows without a match. */
function matchedRows({ rows, matches }: Matches): { rows: Int32Array; matches: Int32Array } {
  if (rows !== null) return { rows, matches }
  const found = new Int32Array(matches.length)
  let count = 0
  for (let row = 0; row < matches.length; row++) {
    found[count] = row
    if (matches[row]! >= 0) count++
  }
  const kept = found.subarray(0, count)
  return { rows: kept, matches: kept.map((row) => matches[row]!) }
}

function plainTextJoin({ l, r }: { l: Columns; r: Columns }) {
  const [left, right] = [l.k!, r.k!]
  return () => {
    const index = new TextIndex(right)
    const matches = new Int32Array(left.length)
    for (let row = 0; row < left.length; row++) matches[row] = index.find(left, row)
    return { row: l.row!, ...payload(r, matches) }
  }
}

function takeNumbers(column: Column, rows: Int32Array): Column {
  const values = column.values as BigInt64Array
  const taken = new BigInt64Array(rows.length)
  for (let place = 0; place < rows.length; place++) taken[place] = values[rows[place]!]!
  return fixedWidthColumn('int64', rows.length, taken, null)
}

/** The left join on one number in C. */
export function nativeLeftJoin(kernels: NativeKernels, { l, r }: Tables) {
  const [left, right] = [l!.k!, r!.k!]
  const rows = left.length
  const from = ['p', 'q', 'n'].map((name) => r![name]!.values)
  const [p, q, n] = [new Float64Array(rows), new Float64Array(rows), new BigInt64Array(rows)]
  const validity = new Uint8Array(bitmapBytes(rows))
  return () => {
    kernels.left_join(rows, left.values, right.length, right.values, ...from, p, q, n, validity)
    return {
      row: l!.row!,
      p: fixedWidthColumn('float64', rows, p, validity),
      q: fixedWidthColumn('float64', rows, q, validity),
      n: fixedWidthColumn('int64', rows, n, validity),
    }
  }
}

function payload(right: Columns, matches: Int32Array) {
  const rows = matches.length
  const validity = new Uint8Array(bitmapBytes(rows))
  const [ps, qs, ns] = [
    right.p!.values as Float64Array,
    right.q!.values as Float64Array,
    right.n!.values as BigInt64Array,
  ]
  const [p, q, n] = [new Float64Array(rows), new Float64Array(rows), new BigInt64Array(rows)]
  for (let row = 0; row < rows; row++) {
    const match = matches[row]!
    if (match < 0) continue
    setBit(validity, row)
    p[row] = ps[match]!
    q[row] = qs[match]!
    n[row] = ns[match]!
  }
  return {
    p: fixedWidthColumn('float64', rows, p, validity),
    q: fixedWidthColumn('float64', rows, q, validity),
    n: fixedWidthColumn('int64', rows, n, validity),
  }
}
