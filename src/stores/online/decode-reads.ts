import { MillraceError } from '../../errors.js'
import { encodeEntityKeys } from '../key-codec.js'
import { checkRead } from './check-columns.js'
import { decodeRows } from './decode-rows.js'
import type { OnlineRead, OnlineReadResult } from './online-store.js'
import type { RowLayout, Slot } from './row-layout.js'
import { describeEntityKey } from './storage-key.js'
import { tableCodec } from './table-codec.js'

/** Reads ready for a store: all their keys in one list, and how to decode what it answers. */
export interface EncodedReads {
  readonly keys: readonly Uint8Array[]
  readonly decode: (rows: readonly (Uint8Array | undefined)[]) => OnlineReadResult[]
}

/** Encodes the keys of some reads. */
export function encodeReads(reads: readonly OnlineRead[]): EncodedReads {
  const plans = reads.map((read) => {
    const { layout, prefix } = tableCodec(read.table)
    const rows = checkRead(read)
    const keys = encodeEntityKeys(read.table.joinKeys, read.keys, rows, prefix)
    return { read, layout, prefix, keys, slots: wantedSlots(read, layout) }
  })
  const keys = plans.length === 1 ? plans[0]!.keys : plans.flatMap((plan) => plan.keys)
  const decode: EncodedReads['decode'] = (rows) => {
    let next = 0
    return plans.map(({ read, layout, prefix, keys, slots }) => {
      const part = plans.length === 1 ? rows : rows.slice(next, (next += keys.length))
      return decodeRows(layout, part, slots, (row, reason) =>
        corrupt(read.table.view, keys[row]!.subarray(prefix.length), reason),
      )
    })
  }
  return { keys, decode }
}

function wantedSlots({ table, fields }: OnlineRead, { slotsByName }: RowLayout): Slot[] {
  return fields.map((name) => {
    const slot = slotsByName.get(name)
    if (slot !== undefined) return slot
    throw new MillraceError(
      'MILLRACE_FEATURE_NOT_FOUND',
      `View '${table.view}' has no such field; ask for one of ${[...slotsByName.keys()].join(', ')}: ${name}`,
      { view: table.view, feature: name },
    )
  })
}

function corrupt(view: string, entityKey: Uint8Array, reason: string): MillraceError {
  const key = describeEntityKey(entityKey)
  const text = Object.entries(key).map(([name, value]) => `${name}=${value}`)
  return new MillraceError(
    'MILLRACE_ROW_CORRUPT',
    `A stored row of view '${view}' is damaged, ${reason}; clear the view in the online store and materialize it again: ${text.join(', ')}`,
    { view, key, reason },
  )
}
