import { MillraceError } from '../errors.js'
import { StoreLifecycle, type StoreStatus } from './store-lifecycle.js'

/** An intent that was begun and not yet done. */
export interface JournalIntent {
  readonly id: string
  readonly record: Uint8Array
}

/**
 * Keeps what is about to be done until it is done, so that a crash in the middle can be made good.
 *
 * Once `begin` has resolved, the intent survives any crash and comes back from `pending` until `done`. Ids are unique
 * for ever, not just among the pending: other stores remember them to tell a replay from a new write.
 *
 * @example
 * const id = await journal.begin(record)
 * await writeBothStores(record, id)
 * await journal.done(id)
 */
export abstract class Journal {
  readonly #lifecycle = new StoreLifecycle('journal')

  /** Whether the journal is open, closed, or on its way to either. */
  get status(): StoreStatus {
    return this.#lifecycle.status
  }

  /** Opens the journal; does nothing where it is open. */
  open(): Promise<void> {
    return this.#lifecycle.open(() => this._open())
  }

  /** Closes the journal after the calls under way; pending intents stay. */
  close(): Promise<void> {
    return this.#lifecycle.close(() => this._close())
  }

  /**
   * Keeps a record, durably once this resolves, and gives it an id.
   *
   * Throws MILLRACE_STORE_CLOSED, and MILLRACE_STORE_UNAVAILABLE where it could not be kept: it is not pending then.
   */
  async begin(record: Uint8Array): Promise<string> {
    this.#lifecycle.assertOpen()
    if (!(record instanceof Uint8Array))
      throw new MillraceError('MILLRACE_INVALID_ARGUMENT', `A journal record must be a Uint8Array: ${typeof record}`)
    return this.#lifecycle.write(() => this._begin(record))
  }

  /** Forgets an intent that is done. An unknown id is ignored: done twice is done. */
  async done(id: string): Promise<void> {
    this.#lifecycle.assertOpen()
    return this.#lifecycle.write(() => this._done(id))
  }

  /**
   * Gives the intents that are pending now, in the order they were begun.
   *
   * Throws MILLRACE_STORE_CLOSED, and MILLRACE_JOURNAL_CORRUPT at an intent that was kept but is damaged.
   */
  async *pending(): AsyncIterable<JournalIntent> {
    this.#lifecycle.assertOpen()
    yield* this._pending()
  }

  protected abstract _open(): Promise<void>
  protected abstract _close(): Promise<void>
  /** Keeps a record durably under a new id; calls never overlap. */
  protected abstract _begin(record: Uint8Array): Promise<string>
  protected abstract _done(id: string): Promise<void>
  protected abstract _pending(): AsyncIterable<JournalIntent>
}

/**
 * Makes an id that sorts by `sequence` and that no other journal, process or run makes.
 */
export function intentId(sequence: number): string {
  const random = crypto.getRandomValues(new Uint8Array(8))
  const suffix = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${String(sequence).padStart(15, '0')}-${suffix}`
}
