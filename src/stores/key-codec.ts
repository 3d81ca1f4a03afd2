import { getBit } from '../arrow/bitmap.js'
import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import type { ScalarType } from '../types.js'

/** One part of an entity key: the join key's name and declared type. */
export interface JoinKey {
  readonly name: string
  readonly type: ScalarType
}

/** One part of a decoded entity key. */
export interface EntityKeyPart extends JoinKey {
  readonly value: number | bigint | string | Uint8Array
}

/**
 * The numbers Feast gives the types that may be keys (its ValueType). A timestamp is its int64 of microseconds; Feast
 * writes whole seconds there, which would make two keys of one second the same.
 */
const typeTags: ReadonlyMap<ScalarType, number> = new Map([
  ['bytes', 1],
  ['string', 2],
  ['int32', 3],
  ['int64', 4],
  ['timestamp', 8],
])

const STRING_TAG = 2
const utf8 = new TextEncoder()

/**
 * Encodes entity keys in Feast's version 3: all join key names in the order of their code points, then the values.
 *
 * Little-endian: u32 number of keys; for each name u32 2, u32 byte length, UTF-8; for each value u32 type, u32 byte
 * length, bytes. Equal keys give equal bytes whatever the order of `joinKeys`, and the type is part of the key.
 *
 * @param joinKeys names and types; int32, int64, string, bytes and timestamp.
 * @param columns one column a join key, in the same order, of equal lengths.
 * @param rows the number of rows, which only matters where there is no join key.
 * @param prefix bytes put before every key.
 * @returns one array a row, all of them views of one buffer.
 * @throws MILLRACE_UNSUPPORTED_TYPE for a key of another type, MILLRACE_MISSING_KEY for a null.
 * @example
 * encodeEntityKeys([{ name: 'driver_id', type: 'int64' }], [columnFromValues('int64', [1001], 'driver_id')])
 */
export function encodeEntityKeys(
  joinKeys: readonly JoinKey[],
  columns: readonly Column[],
  rows = columns[0]?.length ?? 0,
  prefix: Uint8Array = new Uint8Array(0),
): Uint8Array[] {
  const parts = joinKeys
    .map((key, index) => ({ key, name: utf8.encode(key.name), tag: tagOf(key), column: columns[index]! }))
    .sort((left, right) => compareBytes(left.name, right.name))
  for (const { key, column } of parts) assertNoNulls(key, column)
  const head = encodeHead(
    prefix,
    parts.map(({ name }) => name),
  )
  const starts = keyStarts(
    head.length,
    parts.map(({ column }) => column),
    rows,
  )
  const bytes = new Uint8Array(starts[rows]!)
  for (let row = 0; row < rows; row++) bytes.set(head, starts[row])
  const cursors = starts.slice(0, rows).map((start) => start + head.length)
  for (const { tag, column } of parts) writeValues(new DataView(bytes.buffer), bytes, cursors, tag, column)
  return Array.from({ length: rows }, (_, row) => bytes.subarray(starts[row], starts[row + 1]))
}

/**
 * Decodes one entity key; the parts come in the order of their names' code points.
 *
 * @throws MILLRACE_INVALID_VALUE where the bytes are not a whole key of version 3.
 */
export function decodeEntityKey(bytes: Uint8Array): EntityKeyPart[] {
  try {
    return parseEntityKey(bytes)
  } catch (cause) {
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    throw new MillraceError(
      'MILLRACE_INVALID_VALUE',
      `The bytes are not an entity key of version 3; take them from encodeEntityKeys: ${hex}`,
      { hex, cause },
    )
  }
}

function tagOf({ name, type }: JoinKey): number {
  const tag = typeTags.get(type)
  if (tag !== undefined) return tag
  throw new MillraceError(
    'MILLRACE_UNSUPPORTED_TYPE',
    `Join key '${name}' has a type that cannot be a key; make it one of ${[...typeTags.keys()].join(', ')}: ${type}`,
    { name, type },
  )
}

function assertNoNulls({ name }: JoinKey, { validity, length }: Column): void {
  if (validity === null) return
  for (let row = 0; row < length; row++) {
    if (!getBit(validity, row)) {
      throw new MillraceError(
        'MILLRACE_MISSING_KEY',
        `Join key '${name}' has no value; give every row its key: row ${row}`,
        { name, row },
      )
    }
  }
}

/** What all keys of a view begin with: the prefix, the number of parts and their names. */
function encodeHead(prefix: Uint8Array, names: readonly Uint8Array[]): Uint8Array {
  const size = names.reduce((sum, name) => sum + 8 + name.length, prefix.length + 4)
  const head = new Uint8Array(size)
  const view = new DataView(head.buffer)
  head.set(prefix)
  view.setUint32(prefix.length, names.length, true)
  let next = prefix.length + 4
  for (const name of names) {
    view.setUint32(next, STRING_TAG, true)
    view.setUint32(next + 4, name.length, true)
    head.set(name, next + 8)
    next += 8 + name.length
  }
  return head
}

function keyStarts(headLength: number, columns: readonly Column[], rows: number): Int32Array {
  const fixed = columns.reduce((sum, { type }) => sum + 8 + fixedWidth(type as ScalarType), headLength)
  const variable = columns.flatMap(({ offsets }) => (offsets === null ? [] : [offsets]))
  const starts = new Int32Array(rows + 1)
  for (let row = 0; row < rows; row++) {
    let size = fixed
    for (const offsets of variable) size += offsets[row + 1]! - offsets[row]!
    starts[row + 1] = starts[row]! + size
  }
  return starts
}

function fixedWidth(type: ScalarType): number {
  if (type === 'int32') return 4
  return type === 'int64' || type === 'timestamp' ? 8 : 0
}

/** Writes one part of every key at its cursor, and moves the cursors on. */
function writeValues(view: DataView, bytes: Uint8Array, cursors: Int32Array, tag: number, column: Column): void {
  const { offsets, values } = column
  const width = fixedWidth(column.type as ScalarType)
  for (let row = 0; row < cursors.length; row++) {
    const at = cursors[row]!
    const size = offsets === null ? width : offsets[row + 1]! - offsets[row]!
    view.setUint32(at, tag, true)
    view.setUint32(at + 4, size, true)
    if (offsets !== null) bytes.set((values as Uint8Array).subarray(offsets[row], offsets[row + 1]), at + 8)
    else if (width === 4) view.setInt32(at + 8, (values as Int32Array)[row]!, true)
    else view.setBigInt64(at + 8, (values as BigInt64Array)[row]!, true)
    cursors[row] = at + 8 + size
  }
}

function parseEntityKey(bytes: Uint8Array): EntityKeyPart[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let next = 4
  const field = (): { tag: number; from: number; to: number } => {
    const tag = view.getUint32(next, true)
    const from = next + 8
    const to = from + view.getUint32(next + 4, true)
    if (to > bytes.length) throw new RangeError(`a part ends at ${to}, after the end`)
    next = to
    return { tag, from, to }
  }
  const names: string[] = []
  for (let count = view.getUint32(0, true); names.length < count; ) {
    const { from, to } = field()
    names.push(text.decode(bytes.subarray(from, to)))
  }
  const parts = names.map((name): EntityKeyPart => {
    const { tag, from, to } = field()
    const type = [...typeTags].find(([, number]) => number === tag)?.[0]
    if (type === undefined) throw new RangeError(`no type has the number ${tag}`)
    if (type === 'string') return { name, type, value: text.decode(bytes.subarray(from, to)) }
    if (type === 'bytes') return { name, type, value: Uint8Array.from(bytes.subarray(from, to)) }
    return { name, type, value: type === 'int32' ? view.getInt32(from, true) : view.getBigInt64(from, true) }
  })
  if (next !== bytes.length) throw new RangeError(`${bytes.length - next} bytes are left over`)
  return parts
}

/** UTF-8 bytes compare as code points do; UTF-16 units, which `<` on strings compares, do not. */
function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index++) {
    if (left[index] !== right[index]) return left[index]! - right[index]!
  }
  return left.length - right.length
}
