import type { Column } from '../src/column.js'
import { type Columns, floats, integers, randomNumbers, shuffled, texts } from './harness/random-columns.js'
import type { Tables } from './harness/table-case.js'

/** Keys: whole numbers from 0, whole numbers far apart, text, or two whole numbers. */
export type KeyKind = 'dense' | 'sparse' | 'utf8' | 'pair'

/** How keys repeat: one in half of the rows, or by Zipf's law, the n-th in one of n; on one side, the other's all differ. */
export interface Skew {
  readonly side: 'left' | 'right'
  readonly pattern: 'heavy' | 'zipf'
}

/** A join's inputs. */
export interface JoinShape {
  readonly kind: KeyKind
  readonly how: 'left' | 'inner'
  readonly left: number
  readonly right: number
  readonly skew?: Skew
}

/** The names of the key columns. */
export function keyNames(kind: KeyKind): readonly string[] {
  return kind === 'pair' ? ['k', 'm'] : ['k']
}

/**
 * Left rows with keys of which one in eleven has no match, and right rows with three payload columns. Where right keys
 * repeat, left ones do not, so that no right row is in the answer twice.
 */
export function joinTables({ kind, left, right, skew }: JoinShape): Tables {
  const random = randomNumbers(20_004)
  const known = Math.floor(right * 1.1)
  const [leftOrder, rightOrder] = [shuffled(random, Math.max(left, known)), shuffled(random, right)]
  const anyKey = () => Math.floor(random() * known)
  const skewed = skew && skewedKeys(skew.pattern, random, right)
  const leftKey = skew?.side === 'left' ? skewed! : skew ? (row: number) => leftOrder[row]! : anyKey
  const rightKey = skew?.side === 'right' ? skewed! : (row: number) => rightOrder[row]!
  return {
    l: { row: integers(left, (row) => row), ...keyColumns(kind, left, leftKey) },
    r: {
      ...keyColumns(kind, right, rightKey),
      p: floats(right, random),
      q: floats(right, random),
      n: integers(right, () => Math.floor(random() * 1e9)),
    },
  }
}

function skewedKeys(pattern: Skew['pattern'], random: () => number, bound: number): () => number {
  if (pattern === 'heavy') return () => (random() < 0.5 ? 7 : Math.floor(random() * bound))
  return () => Math.floor(bound ** random()) - 1
}

function keyColumns(kind: KeyKind, rows: number, key: (row: number) => number): Columns {
  if (kind === 'pair') {
    const numbers = Uint32Array.from({ length: rows }, (_, row) => key(row))
    return {
      k: integers(rows, (row) => Math.floor(numbers[row]! / 100) * farApart),
      m: integers(rows, (row) => (numbers[row]! % 100) * farApart),
    }
  }
  return { k: keyColumn(kind, rows, key) }
}

const farApart = 1_000_003

function keyColumn(kind: KeyKind, rows: number, key: (row: number) => number): Column {
  if (kind === 'utf8') return texts(rows, (row) => `user_${String(key(row)).padStart(9, '0')}`)
  return integers(rows, (row) => key(row) * (kind === 'dense' ? 1 : farApart))
}
