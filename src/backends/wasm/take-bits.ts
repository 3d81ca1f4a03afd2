import { BitForm } from '../../wasm/abi.js'
import type { Block } from '../../wasm/arena.js'
import type { Selection } from './selection.js'
import { sum } from './sum.js'
import type { Workspace } from './workspace.js'

/** Bits of so many rows. */
export interface Bitmap {
  readonly bits: Block
  readonly length: number
}

/** A bitmap in the form that gathering is quickest from: what take_bitmaps takes of it. */
type Source = readonly [form: BitForm, address: number, count: number]

const mostShortBits = 128
// To compare with more takes longer than to look up each.
const mostListedBits = 4
// A near cache holds as many bytes.
const mostSpreadBits = 1 << 20
const spreadLead = 16
const noSource: Source = [BitForm.Bits, 0, 0]

/** Gathers the selected bits of one bitmap or two of the same rows; gives how many are set in the last. */
export function takeBitmaps(
  work: Workspace,
  [first, other]: readonly [Bitmap] | readonly [Bitmap, Bitmap],
  selection: Selection,
): { readonly taken: readonly Block[]; readonly set: number } {
  const { rows, length } = selection
  const [source, otherSource] = [sourceOf(work, first, selection), other ? sourceOf(work, other, selection) : noSource]
  const taken = [work.bitmap(length)]
  if (other) taken.push(work.bitmap(length))
  const [out, otherOut] = taken
  const tasks = work.ranges(length).map(({ start, length }) => {
    const otherAt = otherOut ? otherOut.offset + start / 8 : 0
    return [rows.offset + 4 * start, length, ...source, out!.offset + start / 8, ...otherSource, otherAt] as const
  })
  return { taken, set: sum(work.parallel('take_bitmaps', tasks)) }
}

// Another form is made where each bit is read at least once.
function sourceOf(work: Workspace, { bits, length }: Bitmap, selection: Selection): Source {
  if (length <= mostShortBits) return [BitForm.Short, bits.offset, 0]
  if (length > selection.length) return [BitForm.Bits, bits.offset, 0]
  return listed(work, bits, length, selection) ?? spread(work, bits, length)
}

/** The bits that are set, or those that are not, where they are few. */
function listed(work: Workspace, bits: Block, length: number, { presence }: Selection): Source | null {
  const numbers = work.bytes(4 * (mostListedBits + 1))
  const found = work.kernels.list_bits(bits.offset, length, mostListedBits, numbers.offset)
  if (found > mostListedBits) return null
  if (found >= 0) return [BitForm.Set, numbers.offset, found]
  const unset = ~found
  if (presence === null) return [BitForm.Unset, numbers.offset, unset]
  // A row without a source has no bit either.
  work.arena.i32(numbers)[unset] = -1
  return [BitForm.Unset, numbers.offset, unset + 1]
}

function spread(work: Workspace, bits: Block, length: number): Source {
  if (length > mostSpreadBits) return [BitForm.Bits, bits.offset, 0]
  const bytes = work.bytes(spreadLead + length).offset + spreadLead
  work.kernels.spread_bits(bits.offset, length, bytes)
  return [BitForm.Bytes, bytes, 0]
}
