import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { MillraceError } from '../errors.js'
import type { FileSystem } from '../stores/file-system.js'
import { nodeFileSystem } from '../stores/node-file-system.js'
import { claimToken, isAbandoned, releaseToken, tokenPattern } from '../stores/writer-token.js'
import { FileLock } from './file-lock.js'
import { conflict, RegistryStore, type StoredRegistry } from './registry-store.js'

/** Options of {@link FileRegistryStore}. */
export interface FileRegistryStoreOptions {
  /** How long to wait for another writer, in milliseconds; default 10,000. A write takes a few. */
  readonly patience?: number
  /** Default: the machine's. */
  readonly fileSystem?: FileSystem
}

const leftOver = new RegExp(`\\.(${tokenPattern})\\.(lock\\.tmp|tmp|claim)$`)

/**
 * Keeps a registry in one file, which is replaced in one step: whoever reads it sees it whole, before or after.
 *
 * A writer holds a lock file beside it, so of two that have seen the same version exactly one writes, and the other is
 * told. A lock that a killed process left is taken over.
 *
 * Besides MILLRACE_REGISTRY_CONFLICT, `replace` throws MILLRACE_STORE_LOCKED where another writer does not finish, and
 * MILLRACE_STORE_UNAVAILABLE where the disk refuses.
 *
 * @example
 * new FileRegistryStore('data/registry.json')
 */
export class FileRegistryStore extends RegistryStore {
  readonly #path: string
  readonly #files: FileSystem
  readonly #lock: FileLock

  /** The file need not exist, nor its folder. */
  constructor(path: string, { patience = 10_000, fileSystem = nodeFileSystem }: FileRegistryStoreOptions = {}) {
    super()
    this.#path = path
    this.#files = fileSystem
    this.#lock = new FileLock(path, patience, fileSystem)
  }

  protected async _read(): Promise<StoredRegistry | null> {
    try {
      const bytes = await this.#files.readFile(this.#path)
      return { bytes, version: createHash('sha256').update(bytes).digest('hex') }
    } catch (error) {
      if (error instanceof MillraceError && error.code === 'MILLRACE_FILE_NOT_FOUND') return null
      throw error
    }
  }

  protected async _replace(bytes: Uint8Array, expected: string | null): Promise<string> {
    await this.#files.makeFolder(dirname(this.#path))
    return this.#lock.hold(async () => {
      const found = (await this._read())?.version ?? null
      if (found !== expected) throw conflict(this.#path, expected, found)
      await this.#removeLeftOvers()
      await this.#write(bytes)
      return createHash('sha256').update(bytes).digest('hex')
    })
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const token = claimToken()
    const temporary = `${this.#path}.${token}.tmp`
    try {
      await this.#files.writeFile(temporary, bytes)
      await this.#files.rename(temporary, this.#path)
      await this.#files.syncFolder(dirname(this.#path))
    } catch (error) {
      await this.#files.remove(temporary).catch(() => undefined)
      throw error
    } finally {
      releaseToken(token)
    }
  }

  /** Removes what killed writers left: files half-written, and claims to locks that are long gone. */
  async #removeLeftOvers(): Promise<void> {
    const folder = dirname(this.#path)
    for (const { name } of await this.#files.list(folder)) {
      const token = name.startsWith(`${basename(this.#path)}.`) ? leftOver.exec(name)?.[1] : undefined
      if (token !== undefined && isAbandoned(token)) await this.#files.remove(join(folder, name))
    }
  }
}
