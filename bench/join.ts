import { type TableCase, tableField } from './harness/table-case.js'
import type { Case, Scale, Target, Workload } from './harness/workload.js'
import { nativeLeftJoin, plainJoin } from './join-loops.js'
import { type JoinShape, joinTables, type KeyKind, keyNames, type Skew } from './join-tables.js'

/** J: joins with three payload columns; where nothing is skewed, one left row in eleven has no match. */
export const join: Workload = {
  name: 'J',
  title: 'joins on one or two keys, three payload columns',
  cases: (scale) => shapes[scale].map(caseOf),
}

const skews: readonly Skew[] = [
  { side: 'left', pattern: 'heavy' },
  { side: 'left', pattern: 'zipf' },
  { side: 'right', pattern: 'heavy' },
  { side: 'right', pattern: 'zipf' },
]

const shapes: Readonly<Record<Scale, readonly JoinShape[]>> = {
  tiny: [
    leftJoin('sparse', 1000, 100),
    leftJoin('utf8', 1000, 100),
    leftJoin('pair', 1000, 100),
    innerJoin('dense', 1000, 100),
    ...skews.map((skew) => skewedJoin('sparse', 1000, 300, skew)),
  ],
  quick: [
    leftJoin('dense', 50_000, 5000),
    leftJoin('sparse', 50_000, 5000),
    leftJoin('utf8', 50_000, 5000),
    leftJoin('pair', 50_000, 5000),
  ],
  full: [
    leftJoin('dense', 1_000_000, 100_000),
    leftJoin('sparse', 1_000_000, 100_000),
    leftJoin('utf8', 1_000_000, 100_000),
    leftJoin('pair', 1_000_000, 100_000),
    innerJoin('dense', 1_000_000, 100_000),
    innerJoin('sparse', 1_000_000, 100_000),
    ...skews.map((skew) => skewedJoin('dense', 1_000_000, 500_000, skew)),
    ...skews.map((skew) => skewedJoin('sparse', 1_000_000, 500_000, skew)),
  ],
  large: [leftJoin('dense', 10_000_000, 1_000_000), leftJoin('sparse', 10_000_000, 1_000_000)],
}

function leftJoin(kind: KeyKind, left: number, right: number): JoinShape {
  return { kind, how: 'left', left, right }
}

function innerJoin(kind: KeyKind, left: number, right: number): JoinShape {
  return { kind, how: 'inner', left, right }
}

/** A side whose keys repeat is joined so that the answer is no longer than it. */
function skewedJoin(kind: KeyKind, left: number, right: number, skew: Skew): JoinShape {
  return { kind, how: skew.side === 'left' ? 'left' : 'inner', left, right, skew }
}

function caseOf(shape: JoinShape): Case {
  const { kind, how, left, right, skew } = shape
  const keys = skew ? `${kind}, ${skew.pattern} on the ${skew.side},` : kind
  return {
    name: `J ${how} ${keys} x ${right}`,
    rows: left,
    targets: targetsOf(shape),
    prepare: () => tableField(question(shape)),
  }
}

function targetsOf({ kind, how, left, skew }: JoinShape): readonly Target[] {
  const both = (polars: number, duckdb: number, ours = 'wasm') => [
    { contender: 'polars', ratio: polars, ours },
    { contender: 'duckdb', ratio: duckdb, ours },
  ]
  if (left < 1_000_000) return []
  if (skew) return both(1, 1)
  if (how === 'inner' || kind === 'pair') return []
  if (left === 10_000_000) return both(6, 4)
  return kind === 'utf8' ? both(3, 3, 'wasm-1') : both(5, 5)
}

function question(shape: JoinShape): TableCase {
  const { kind, how, skew } = shape
  const on = keyNames(kind)
  const condition = on.map((name) => `l.${name} = r.${name}`).join(' AND ')
  return {
    tables: joinTables(shape),
    outputs: ['row', 'p', 'q', 'n'],
    identity: 'row',
    query: (backend, { l, r }) => backend.join(l!, r!, { on, how }),
    plain: (tables) => plainJoin(shape, tables),
    native: nativeOf(shape),
    polars:
      (_, { l, r }) =>
      () =>
        l!.join(r!, { on: [...on], how }),
    duckdb: `SELECT l.*, r.p, r.q, r.n FROM l ${how.toUpperCase()} JOIN r ON ${condition}`,
    arquero:
      skew || how === 'inner' || kind === 'pair'
        ? { cannot: 'it takes seconds a run: the first cases show it' }
        : (_, { l, r }) =>
            () =>
              l!.join_left(r!, 'k'),
  }
}

function nativeOf({ kind, how, skew }: JoinShape): TableCase['native'] {
  if (kind === 'utf8' || kind === 'pair') return { cannot: 'its hash table holds one whole number a key' }
  if (how === 'inner' || skew?.side === 'right') return { cannot: 'it joins left rows with one right row each' }
  return nativeLeftJoin
}
