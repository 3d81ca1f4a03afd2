import { type Table, tableFromIPC } from 'apache-arrow'
import { tableToIpc } from '../arrow/table-to-ipc.js'
import { MillraceError } from '../errors.js'
import type { ViewWrite } from '../plan/context.js'
import { offlineTable, onlineWrite, ROW_CREATED_TIMESTAMP, rowSchema, type StoredView } from '../plan/stored-view.js'
import type { Journal } from '../stores/journal.js'
import type { OfflineStore, OfflineWrite } from '../stores/offline/offline-store.js'
import type { OnlineStore, OnlineWriteResult } from '../stores/online/online-store.js'
import { conformTable } from './conform-table.js'
import { SerialQueue } from './serial-queue.js'

/** What the online store did with each write that went to it, in the order of the writes. */
export type CommitResult = readonly (OnlineWriteResult | null)[]

/**
 * Writes a run's views to both stores as one step.
 *
 * The online store takes all views in one atomic write. Where the offline store takes part, the intent is journalled
 * and synced first, so that a crash between the stores is made good by {@link Committer.recover}: an acknowledged
 * commit is whole in both stores, one that was not acknowledged is whole or absent once recovery has run.
 */
export class Committer {
  readonly #offlineSteps = new SerialQueue()

  constructor(
    readonly project: string,
    readonly online: OnlineStore,
    readonly offline: OfflineStore,
    readonly journal: Journal,
  ) {}

  async commit(writes: readonly ViewWrite[]): Promise<CommitResult> {
    const conformed = writes.map((write) => ({
      ...write,
      rows: conformTable(write.rows, rowSchema(write.view), `feature view '${write.view.name}'`, [
        ROW_CREATED_TIMESTAMP,
      ]),
    }))
    if (!conformed.some((write) => write.offline)) return this.#writeOnline(conformed)
    // What the stores would refuse must not be journalled: it could never be completed.
    this.offline.check(this.#appends(conformed))
    return this.#offlineSteps.run(async () => {
      const id = await this.journal.begin(encodeIntent(conformed))
      return this.#complete(id, conformed)
    })
  }

  /**
   * Joins the small files that appends leave in the data sets of `views`, between two commits: an append may be
   * repeated only while its intent is pending, so the names of all others are forgotten.
   */
  compact(views: readonly StoredView[]): Promise<void> {
    return this.#offlineSteps.run(async () => {
      const pending: string[] = []
      for await (const { id } of this.journal.pending()) pending.push(id)
      for (const view of views) await this.offline.compact(offlineTable(this.project, view), { pending })
    })
  }

  /** Completes the commits that a crash interrupted, oldest first, and returns how many there were. */
  async recover(): Promise<number> {
    let recovered = 0
    for await (const { id, record } of this.journal.pending()) {
      await this.#complete(id, decodeIntent(record))
      recovered++
    }
    return recovered
  }

  /** Both writes may be repeated: the offline store knows the transaction, the online store keeps the latest. */
  async #complete(id: string, writes: readonly ViewWrite[]): Promise<CommitResult> {
    await this.offline.append(this.#appends(writes), { transaction: id })
    const result = await this.#writeOnline(writes)
    await this.journal.done(id)
    return result
  }

  #appends(writes: readonly ViewWrite[]): readonly OfflineWrite[] {
    return writes
      .filter((write) => write.offline && write.rows.numRows > 0)
      .map(({ view, rows }) => ({ table: offlineTable(this.project, view), rows }))
  }

  async #writeOnline(writes: readonly ViewWrite[]): Promise<CommitResult> {
    const online = writes.filter((write) => write.online)
    const results =
      online.length === 0
        ? []
        : await this.online.write(online.map(({ view, rows }) => onlineWrite(this.project, view, rows)))
    return writes.map((write) => (write.online ? results[online.indexOf(write)]! : null))
  }
}

interface IntentHeader {
  readonly writes: readonly {
    readonly view: ViewWrite['view']
    readonly online: boolean
    readonly offline: boolean
    readonly bytes: number
  }[]
}

/** Layout: u32 length of the header (little-endian), the header as JSON, then each write's rows as an Arrow IPC stream. */
function encodeIntent(writes: readonly ViewWrite[]): Uint8Array {
  const tables = writes.map((write) => tableToIpc(write.rows))
  const header: IntentHeader = {
    writes: writes.map(({ view, online, offline }, index) => ({
      view: { name: view.name, joinKeys: view.joinKeys, schema: view.schema },
      online,
      offline,
      bytes: tables[index]!.length,
    })),
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const record = new Uint8Array(4 + json.length + tables.reduce((sum, table) => sum + table.length, 0))
  new DataView(record.buffer).setUint32(0, json.length, true)
  record.set(json, 4)
  let offset = 4 + json.length
  for (const table of tables) {
    record.set(table, offset)
    offset += table.length
  }
  return record
}

function decodeIntent(record: Uint8Array): ViewWrite[] {
  try {
    const headerLength = new DataView(record.buffer, record.byteOffset).getUint32(0, true)
    const header: IntentHeader = JSON.parse(new TextDecoder().decode(record.subarray(4, 4 + headerLength)))
    let offset = 4 + headerLength
    return header.writes.map(({ view, online, offline, bytes }) => {
      const rows: Table = tableFromIPC(record.subarray(offset, offset + bytes))
      offset += bytes
      return { view, rows, online, offline }
    })
  } catch (cause) {
    throw new MillraceError(
      'MILLRACE_JOURNAL_CORRUPT',
      'A journalled intent does not decode: restore the stores from a backup',
      {
        cause,
      },
    )
  }
}
