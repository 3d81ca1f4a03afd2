import { concatColumns } from '../../arrow/concat-columns.js'
import { columnsFromTable } from '../../arrow/table-from-columns.js'
import type { Column } from '../../column.js'
import type { Schema } from '../../types.js'
import type { Manifest, Part } from './manifest.js'
import { syncFolders, writePart } from './part-file.js'
import { mostRows } from './partition-rows.js'
import { type PartContext, readPart } from './read-part.js'

/** Bytes of the files that become one: they are all in memory, uncompressed, at once. */
const mostBytes = 32 * 1024 * 1024

/**
 * Joins runs of small parts of one day and one schema, and forgets all transactions but `pending` (null: none).
 * Gives the parts that were replaced, whose files may go; none where another process changed the data set meanwhile.
 */
export async function compactDataset(
  context: PartContext & { readonly token: string },
  pending: readonly string[] | null,
): Promise<readonly Part[]> {
  const { files, log } = context
  const manifest = await log.load()
  const runs = joinableRuns(manifest.parts)
  const joined = new Map<string, Part>()
  for (const run of runs)
    joined.set(
      run[0]!.path,
      await joinParts(context, run, manifest.schemas.get(run[0]!.schema)!, manifest.nextPart + joined.size),
    )
  await syncFolders(files, log.folder, [...joined.values()])
  const replaced = runs.flat()
  const changed = await log.update((current) => compacted(current, replaced, joined, pending))
  return changed ? replaced : []
}

/** Runs of at least two parts that follow one another within their day and together are no larger than one part. */
export function joinableRuns(parts: readonly Part[]): Part[][] {
  const open = new Map<string, Part[]>()
  const runs: Part[][] = []
  for (const part of parts) {
    const date = part.path.split('/')[0]!
    const run = open.get(date)
    if (run !== undefined && run[0]!.schema === part.schema && fits([...run, part])) run.push(part)
    else {
      const next = [part]
      open.set(date, next)
      runs.push(next)
    }
  }
  return runs.filter((run) => run.length > 1)
}

function fits(run: readonly Part[]): boolean {
  const total = (size: (part: Part) => number) => run.reduce((sum, part) => sum + size(part), 0)
  return total(({ rows }) => rows) <= mostRows && total(({ bytes }) => bytes) <= mostBytes
}

async function joinParts(
  context: PartContext & { readonly token: string },
  run: readonly Part[],
  schema: Schema,
  number: number,
): Promise<Part> {
  const { files, codec, log, table, token } = context
  const columns = Object.keys(schema)
  const selection = { columns, timestampField: table.timestampField, start: null, end: null }
  const pieces: Map<string, Column>[] = []
  for (const part of run)
    for await (const rows of readPart({ ...context, table: { ...table, schema } }, part, schema, selection))
      pieces.push(columnsFromTable(rows))
  const joined = new Map(
    columns.map((name) => {
      const ofName = pieces.map((piece) => piece.get(name)!)
      return [name, concatColumns(schema[name]!, ofName)] as const
    }),
  )
  const timestamps = joined.get(table.timestampField)!
  const date = run[0]!.path.slice('date='.length, 'date=0000-00-00'.length)
  return writePart(
    { files, codec, folder: log.folder, token },
    number,
    { date, rows: timestamps.length, columns: joined, timestamps: timestamps.values as BigInt64Array },
    run[0]!.schema,
  )
}

function compacted(
  current: Manifest,
  replaced: readonly Part[],
  joined: ReadonlyMap<string, Part>,
  pending: readonly string[] | null,
): Manifest | null {
  const listed = new Set(current.parts.map(({ path }) => path))
  if (!replaced.every(({ path }) => listed.has(path))) return null
  const transactions =
    pending === null
      ? current.transactions
      : current.transactions.filter((transaction) => pending.includes(transaction))
  if (joined.size === 0 && transactions.length === current.transactions.length) return null
  const gone = new Set(replaced.map(({ path }) => path))
  const parts = current.parts.flatMap((part) => joined.get(part.path) ?? (gone.has(part.path) ? [] : part))
  const schemas = new Map([...current.schemas].filter(([key]) => parts.some(({ schema }) => schema === key)))
  return { ...current, parts, schemas, transactions, nextPart: current.nextPart + joined.size }
}
