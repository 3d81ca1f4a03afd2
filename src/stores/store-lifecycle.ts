import { MillraceError } from '../errors.js'

export type StoreStatus = 'closed' | 'opening' | 'open' | 'closing'

/**
 * Opens and closes a store at any time and in any order, refuses work while it is not open, and does writes one after
 * the other.
 */
export class StoreLifecycle {
  #status: StoreStatus = 'closed'
  #transition: Promise<void> = Promise.resolve()
  #lastWrite: Promise<unknown> = Promise.resolve()

  /** `what` names the store in errors: `offline store`. */
  constructor(readonly what: string) {}

  get status(): StoreStatus {
    return this.#status
  }

  /** Runs `step` where the store is closed; it is open once that has succeeded. */
  open(step: () => Promise<void>): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#status === 'open') return
      this.#status = 'opening'
      try {
        await step()
        this.#status = 'open'
      } finally {
        if (this.#status === 'opening') this.#status = 'closed'
      }
    })
  }

  /** Runs `step` where the store is open, after the writes under way; it is closed then, even where `step` fails. */
  close(step: () => Promise<void>): Promise<void> {
    if (this.#status === 'open') this.#status = 'closing'
    return this.#enqueue(async () => {
      if (this.#status === 'closed') return
      this.#status = 'closing'
      try {
        await this.#lastWrite
        await step()
      } finally {
        this.#status = 'closed'
      }
    })
  }

  /** Throws MILLRACE_STORE_CLOSED unless the store is open. */
  assertOpen(): void {
    if (this.#status === 'open') return
    throw new MillraceError(
      'MILLRACE_STORE_CLOSED',
      `The ${this.what} is not open; await its open() first: ${this.#status}`,
      { status: this.#status },
    )
  }

  /** Runs `operation` after all writes before it, whether they succeeded or not. */
  write<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#lastWrite.then(operation)
    this.#lastWrite = result.catch(() => {})
    return result
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const result = this.#transition.then(step)
    this.#transition = result.catch(() => {})
    return result
  }
}
