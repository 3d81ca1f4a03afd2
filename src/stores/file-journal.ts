import { join } from 'node:path'
import { MillraceError } from '../errors.js'
import { digest, digestLength } from './digest.js'
import type { FileSystem } from './file-system.js'
import { intentId, Journal, type JournalIntent } from './journal.js'
import { nodeFileSystem } from './node-file-system.js'
import { claimToken, isAbandoned, releaseToken, tokenPattern } from './writer-token.js'

/** Options of {@link FileJournal}. */
export interface FileJournalOptions {
  /** Default: the machine's. */
  readonly fileSystem?: FileSystem
}

const magic = new TextEncoder().encode('MRJ1')
const headerLength = magic.length + 4 + digestLength
const intentName = /^(\d{15})-[0-9a-f]{16}\.intent$/
const temporaryName = new RegExp(`^tmp-(${tokenPattern})$`)

/**
 * Keeps each intent in a file of its own in one folder: `<sequence>-<random>.intent`.
 *
 * A file is written and synced under a temporary name and then renamed, so one with its final name is whole, and was
 * acknowledged or about to be. A temporary file that a crash left was never acknowledged; opening removes it.
 *
 * | bytes | what |
 * |---|---|
 * | 4 | `MRJ1` |
 * | 4 | length of the record, little-endian |
 * | 8 | first 64 bits of the SHA-256 of the record |
 * | rest | the record |
 *
 * @example
 * const journal = new FileJournal('data/journal')
 * await journal.open()
 */
export class FileJournal extends Journal {
  readonly #folder: string
  readonly #files: FileSystem
  #sequence = 0

  /** `folder` is made where it is not there. */
  constructor(folder: string, { fileSystem = nodeFileSystem }: FileJournalOptions = {}) {
    super()
    this.#folder = folder
    this.#files = fileSystem
  }

  protected override async _open(): Promise<void> {
    await this.#files.makeFolder(this.#folder)
    for (const { name } of await this.#files.list(this.#folder)) {
      const token = temporaryName.exec(name)?.[1]
      if (token !== undefined && isAbandoned(token)) await this.#files.remove(join(this.#folder, name))
      this.#sequence = Math.max(this.#sequence, Number(intentName.exec(name)?.[1] ?? 0))
    }
  }

  protected override async _close(): Promise<void> {}

  protected override async _begin(record: Uint8Array): Promise<string> {
    const id = intentId(++this.#sequence)
    const token = claimToken()
    const temporary = join(this.#folder, `tmp-${token}`)
    try {
      await this.#files.writeFile(temporary, encodeIntent(record))
      await this.#files.rename(temporary, this.#pathOf(id))
      await this.#files.syncFolder(this.#folder)
      return id
    } catch (error) {
      await this.#withdraw(temporary, this.#pathOf(id))
      throw error
    } finally {
      releaseToken(token)
    }
  }

  protected override async _done(id: string): Promise<void> {
    // Not synced: where a crash undoes the removal, the intent is repeated, which is harmless.
    if (intentName.test(`${id}.intent`)) await this.#files.remove(this.#pathOf(id))
  }

  protected override async *_pending(): AsyncIterable<JournalIntent> {
    for (const { name } of await this.#files.list(this.#folder)) {
      if (!intentName.test(name)) continue
      const path = join(this.#folder, name)
      const bytes = await this.#readIfThere(path)
      if (bytes !== null) yield { id: name.slice(0, -'.intent'.length), record: decodeIntent(path, bytes) }
    }
  }

  /** An intent may be done between the listing and its turn. */
  async #readIfThere(path: string): Promise<Uint8Array | null> {
    try {
      return await this.#files.readFile(path)
    } catch (error) {
      if (error instanceof MillraceError && error.code === 'MILLRACE_FILE_NOT_FOUND') return null
      throw error
    }
  }

  /** An intent whose `begin` failed must not come back; where even that fails, the caller's error says enough. */
  async #withdraw(...paths: readonly string[]): Promise<void> {
    await Promise.allSettled(paths.map((path) => this.#files.remove(path)))
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.intent`)
  }
}

function encodeIntent(record: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerLength + record.length)
  bytes.set(magic, 0)
  new DataView(bytes.buffer).setUint32(magic.length, record.length, true)
  bytes.set(digest(record), magic.length + 4)
  bytes.set(record, headerLength)
  return bytes
}

function decodeIntent(path: string, bytes: Uint8Array): Uint8Array {
  const record = bytes.subarray(headerLength)
  const expected = encodeIntent(record).subarray(0, headerLength)
  if (bytes.length >= headerLength && expected.every((byte, index) => byte === bytes[index])) return record
  throw new MillraceError(
    'MILLRACE_JOURNAL_CORRUPT',
    'An acknowledged write is damaged in the journal; restore the file from a copy, or move it away to give the write ' +
      `up and write its rows again: ${path}`,
    { path, length: bytes.length },
  )
}
