import type { TypedCall, TypedColumn, TypedExpr } from '../../expr/ir.js'

/** A part of an expression that reads one column, which is text by code, and no other: it has a value for each entry. */
export interface Part {
  readonly column: string
  readonly expression: TypedCall
}

/** An expression whose parts over entries are columns. */
export interface ByEntry {
  readonly rest: TypedExpr
  /** By the name of the column that takes the part's place in `rest`. */
  readonly parts: ReadonlyMap<string, Part>
}

/** How many splits of an expression are kept, one for each set of columns by code; the one made first goes first. */
const keptSplits = 16
const known = new WeakMap<TypedExpr, Map<string, ByEntry>>()
const partNames = new WeakMap<TypedExpr, string>()
let namedParts = 0

/** The name that `rest` has for a column of the frame. */
export function frameName(name: string): string {
  return `frame ${name}`
}

/**
 * Splits an expression by which of its columns are text by code; made at the first call with the same expression object
 * and columns. `rest` names columns of the frame by {@link frameName}, so that none has the name of a part.
 */
export function byEntry(expression: TypedExpr, coded: readonly string[]): ByEntry {
  const splits = known.get(expression) ?? new Map<string, ByEntry>()
  known.set(expression, splits)
  const key = JSON.stringify(coded)
  const kept = splits.get(key)
  if (kept) return kept
  const split = splitByEntry(expression, new Set(coded))
  if (splits.size >= keptSplits) splits.delete(splits.keys().next().value!)
  splits.set(key, split)
  return split
}

// Nodes may be shared: each is looked at once.
function splitByEntry(expression: TypedExpr, coded: ReadonlySet<string>): ByEntry {
  const parts = new Map<string, Part>()
  const reads = new Map<TypedExpr, Reads>()
  const rests = new Map<TypedExpr, TypedExpr>()
  const restOf = (node: TypedExpr): TypedExpr => {
    const rest = rests.get(node) ?? makeRest(node)
    rests.set(node, rest)
    return rest
  }
  const makeRest = (node: TypedExpr): TypedExpr => {
    if (node.kind === 'literal') return node
    if (node.kind === 'column') return { ...node, name: frameName(node.name) }
    const column = readsOf(node, coded, reads)
    if (typeof column !== 'string') return { ...node, args: node.args.map(restOf) }
    const name = partName(node)
    parts.set(name, { column, expression: node })
    return { kind: 'column', name, type: node.type } satisfies TypedColumn
  }
  return { rest: restOf(expression), parts }
}

/** The one column of text by code that an expression reads; null for none at all, undefined for others. */
type Reads = string | null | undefined

function readsOf(node: TypedExpr, coded: ReadonlySet<string>, seen: Map<TypedExpr, Reads>): Reads {
  if (seen.has(node)) return seen.get(node)
  const reads = makeReads(node, coded, seen)
  seen.set(node, reads)
  return reads
}

function makeReads(node: TypedExpr, coded: ReadonlySet<string>, seen: Map<TypedExpr, Reads>): Reads {
  if (node.kind === 'literal') return null
  if (node.kind === 'column') return coded.has(node.name) ? node.name : undefined
  const columns = new Set(node.args.map((argument) => readsOf(argument, coded, seen)))
  columns.delete(null)
  const [column = null, ...others] = columns
  return columns.has(undefined) || others.length > 0 ? undefined : column
}

function partName(part: TypedExpr): string {
  const name = partNames.get(part) ?? `part ${namedParts++}`
  partNames.set(part, name)
  return name
}
