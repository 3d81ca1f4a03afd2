import { z } from 'zod'
import { MillraceError } from '../../errors.js'
import { type DataType, isDataType, type Schema } from '../../types.js'
import { hexDigest } from '../digest.js'

/** One Parquet file of a data set. Never changed once it is listed. */
export interface Part {
  /** Relative to the folder of the view: `date=2024-01-01/part-000001-....parquet`. */
  readonly path: string
  readonly rows: number
  readonly bytes: number
  /** Least and greatest event timestamp, microseconds. */
  readonly min: bigint
  readonly max: bigint
  /** Whether event timestamps never fall from one row to the next. */
  readonly sorted: boolean
  /** Fingerprint of the schema its rows were written with; a key of `schemas`. */
  readonly schema: string
  /** Digests of its blocks, each 16 hexadecimal digits; see {@link blockLength}. */
  readonly blocks: string
}

/** What a view's data set consists of. Replaced as a whole by every append; see {@link ManifestLog}. */
export interface Manifest {
  /** Counts the manifests of the data set. */
  readonly generation: number
  /** In the order of their rows. */
  readonly parts: readonly Part[]
  readonly schemas: ReadonlyMap<string, Schema>
  /** Names of the appends that were taken. */
  readonly transactions: readonly string[]
  /** The number of the next part. */
  readonly nextPart: number
}

/** The manifest of a data set that has none yet. */
export const emptyManifest: Manifest = Object.freeze({
  generation: 0,
  parts: [],
  schemas: new Map(),
  transactions: [],
  nextPart: 1,
})

/** Identifies a schema: names and types, in order. */
export function schemaFingerprint(schema: Schema): string {
  return hexDigest(new TextEncoder().encode(JSON.stringify(Object.entries(schema))))
}

const format = 1
const count = z.number().int().nonnegative()
const microseconds = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform(BigInt)
const fingerprint = z.string().regex(/^[0-9a-f]{16}$/)
const column = z.tuple([z.string(), z.custom<DataType>(isDataType)])

const manifestShape = z.strictObject({
  format: z.literal(format),
  generation: count,
  nextPart: count,
  schemas: z.array(z.tuple([fingerprint, z.array(column)])),
  transactions: z.array(z.string()),
  parts: z.array(
    z.strictObject({
      path: z.string().regex(/^date=\d{4}-\d{2}-\d{2}\/part-[0-9a-z-]+\.parquet$/),
      rows: count,
      bytes: count,
      min: microseconds,
      max: microseconds,
      sorted: z.boolean(),
      schema: fingerprint,
      blocks: z.string().regex(/^([0-9a-f]{16})*$/),
    }),
  ),
})

/** Encodes a manifest as JSON that carries a checksum of itself. */
export function encodeManifest({ schemas, parts, ...rest }: Manifest): Uint8Array {
  const text = JSON.stringify({
    format,
    ...rest,
    schemas: [...schemas].map(([key, schema]) => [key, Object.entries(schema)]),
    parts: parts.map((part) => ({ ...part, min: String(part.min), max: String(part.max) })),
  })
  const checksum = hexDigest(new TextEncoder().encode(text))
  return new TextEncoder().encode(`{"checksum":"${checksum}","manifest":${text}}\n`)
}

/** Decodes a manifest; `path` names it in errors. Throws MILLRACE_DATASET_CORRUPT. */
export function decodeManifest(path: string, bytes: Uint8Array): Manifest {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const [, checksum, body] = /^\{"checksum":"([0-9a-f]{16})","manifest":(.*)\}\n$/s.exec(text) ?? []
    if (checksum === undefined || body === undefined) throw new Error('it is not what was written')
    if (hexDigest(new TextEncoder().encode(body)) !== checksum) throw new Error('its checksum is not that of its text')
    const value: unknown = JSON.parse(body)
    if (isNewer(value)) throw new Error('a newer version of this library wrote it; use that version')
    const { schemas, format: _, ...manifest } = manifestShape.parse(value)
    return { ...manifest, schemas: new Map(schemas.map(([key, columns]) => [key, schemaOf(columns)])) }
  } catch (cause) {
    throw corruptDataset(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

/** The error for a data set whose files are not what was written. */
export function corruptDataset(path: string, reason: string, cause?: unknown): MillraceError {
  return new MillraceError(
    'MILLRACE_DATASET_CORRUPT',
    `The offline data set is damaged; restore this file from a copy, or clear the view and write its rows again: ` +
      `'${path}': ${reason}`,
    { path, reason, ...(cause === undefined ? {} : { cause }) },
  )
}

function isNewer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'format' in value && Number(value.format) > format
}

function schemaOf(columns: readonly (readonly [string, DataType])[]): Schema {
  const schema = Object.create(null)
  for (const [name, type] of columns) schema[name] = type
  return schema
}
