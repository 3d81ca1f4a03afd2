import { setTimeout as wait } from 'node:timers/promises'
import { MillraceError } from '../errors.js'
import type { FileSystem } from '../stores/file-system.js'
import { claimToken, isAbandoned, releaseToken } from '../stores/writer-token.js'

/** Milliseconds between looks at a lock that is held: from the first to the second, a different number each time. */
const pause = [2, 20] as const

/**
 * Lets one process at a time do something, by a lock file that holds its owner's token.
 *
 * The file is made by linking one that is already written, so it is never seen empty. One whose owner is dead is removed
 * by whoever makes the claim file that is named after the owner: as tokens are never used twice, no lock that lives can
 * be removed for a dead one. A claim is itself such a lock, in case its maker dies too.
 */
export class FileLock {
  readonly #path: string
  readonly #patience: number
  readonly #files: FileSystem

  /** @param path what is locked; the lock is `<path>.lock`. @param patience milliseconds. */
  constructor(path: string, patience: number, files: FileSystem) {
    this.#path = path
    this.#patience = patience
    this.#files = files
  }

  /**
   * Waits for the lock, does `work`, and lets go of the lock.
   *
   * @throws MILLRACE_STORE_LOCKED where another process keeps it for longer than `patience`.
   */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    const token = claimToken()
    const mine = `${this.#path}.${token}.lock.tmp`
    const lock = `${this.#path}.lock`
    try {
      await this.#files.writeFile(mine, new TextEncoder().encode(token))
      await this.#acquire(mine, lock)
      return await work()
    } finally {
      // Also where making the lock failed: it may have been made all the same.
      try {
        if ((await this.#owner(lock)) === token) await this.#files.remove(lock)
      } finally {
        await this.#files.remove(mine).catch(() => undefined)
        releaseToken(token)
      }
    }
  }

  async #acquire(mine: string, lock: string): Promise<void> {
    const deadline = performance.now() + this.#patience
    while (!(await this.#files.link(mine, lock))) {
      const owner = await this.#owner(lock)
      if (owner !== null && isAbandoned(owner)) await this.#takeOver(mine, lock, owner)
      else if (performance.now() > deadline) throw locked(lock, this.#patience)
      else await wait(pause[0] + Math.random() * (pause[1] - pause[0]))
    }
  }

  /** Removes a lock whose owner is dead, unless someone else is at it. */
  async #takeOver(mine: string, lock: string, owner: string): Promise<void> {
    const claim = `${this.#path}.${owner}.claim`
    if (await this.#files.link(mine, claim)) {
      if ((await this.#owner(lock)) === owner) await this.#files.remove(lock)
      await this.#files.remove(claim)
      return
    }
    const claimant = await this.#owner(claim)
    if (claimant !== null && isAbandoned(claimant)) await this.#takeOver(mine, claim, claimant)
    else await wait(pause[0])
  }

  /** The token in a lock; null where the lock is gone. */
  async #owner(lock: string): Promise<string | null> {
    try {
      return new TextDecoder().decode(await this.#files.readFile(lock))
    } catch (error) {
      if (error instanceof MillraceError && error.code === 'MILLRACE_FILE_NOT_FOUND') return null
      throw error
    }
  }
}

function locked(lock: string, patience: number): MillraceError {
  return new MillraceError(
    'MILLRACE_STORE_LOCKED',
    `Another process holds the lock for longer than ${patience} ms; wait for it, or remove the file if no such process is left: ${lock}`,
    { lock },
  )
}
