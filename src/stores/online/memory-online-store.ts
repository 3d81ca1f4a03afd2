import { type OnlineEntry, OnlineStore, type OnlineStoreSupports } from './online-store.js'
import { supersedes } from './row-order.js'
import { keyText } from './storage-key.js'

/**
 * An online store in the memory of the process; closing it forgets every row.
 *
 * @example
 * const store = new MemoryOnlineStore()
 * await store.open()
 */
export class MemoryOnlineStore extends OnlineStore {
  readonly supports: OnlineStoreSupports = Object.freeze({
    persistent: false,
    sharedBetweenProcesses: false,
    atomicity: 'call',
  })
  readonly #rows = new Map<string, Uint8Array>()

  protected async _open(): Promise<void> {}

  protected async _close(): Promise<void> {
    this.#rows.clear()
  }

  protected async _getMany(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]> {
    return keys.map((key) => this.#rows.get(keyText(key)))
  }

  protected async _writeMany(entries: readonly OnlineEntry[]): Promise<Uint8Array> {
    return Uint8Array.from(entries, ({ key, row }) => {
      const text = keyText(key)
      if (!supersedes(row, this.#rows.get(text))) return 0
      // A copy, because the row is a view of the whole batch's buffer.
      this.#rows.set(text, row.slice())
      return 1
    })
  }

  protected async _clear(prefix: Uint8Array): Promise<void> {
    const beginning = keyText(prefix)
    for (const key of this.#rows.keys()) if (key.startsWith(beginning)) this.#rows.delete(key)
  }
}
