import type { OnlineTable } from './online-store.js'
import { type RowLayout, rowLayout } from './row-layout.js'
import { storagePrefix } from './storage-key.js'

/** What is computed once for a view: how its rows look and what its keys begin with. */
export interface TableCodec {
  readonly layout: RowLayout
  readonly prefix: Uint8Array
}

const codecs = new WeakMap<OnlineTable, TableCodec>()

/** The codec of a view; made on first use of the table object, so callers on a hot path keep theirs. */
export function tableCodec(table: OnlineTable): TableCodec {
  let codec = codecs.get(table)
  if (codec === undefined) {
    codec = { layout: rowLayout(table.fields), prefix: storagePrefix(table.project, table.view) }
    codecs.set(table, codec)
  }
  return codec
}
