import type { Block } from '../../wasm/arena.js'
import type { WasmColumn } from './wasm-column.js'
import type { Workspace } from './workspace.js'

/** 0 for rows whose key has no null, else -1; null where no key has one. */
export function presentIds(work: Workspace, columns: readonly WasmColumn[], length: number): Block | null {
  const validities = columns.map((column) => column.blocks().validity).filter((validity) => validity !== null)
  if (validities.length === 0) return null
  const ids = work.filled(4 * length, 0)
  for (const validity of validities) work.kernels.mask_ids(validity.offset, length, ids.offset)
  return ids
}
