import { intentId, Journal, type JournalIntent } from './journal.js'

/**
 * Keeps intents in memory: for browsers and tests, where nothing has to outlive the process.
 *
 * @example
 * const journal = new MemoryJournal()
 * await journal.open()
 */
export class MemoryJournal extends Journal {
  readonly #intents = new Map<string, Uint8Array>()
  #sequence = 0

  protected override async _open(): Promise<void> {}

  protected override async _close(): Promise<void> {}

  protected override async _begin(record: Uint8Array): Promise<string> {
    const id = intentId(++this.#sequence)
    this.#intents.set(id, record.slice())
    return id
  }

  protected override async _done(id: string): Promise<void> {
    this.#intents.delete(id)
  }

  protected override async *_pending(): AsyncIterable<JournalIntent> {
    for (const [id, record] of [...this.#intents]) yield { id, record: record.slice() }
  }
}
