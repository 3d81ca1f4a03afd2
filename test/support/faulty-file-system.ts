import { MillraceError } from '../../src/errors.js'
import type { FileSystem, OpenFile } from '../../src/stores/file-system.js'
import { nodeFileSystem } from '../../src/stores/node-file-system.js'

/** How an operation fails: nothing done, done though it says it failed, or half done where it can be. */
export type Failure = 'before' | 'after' | 'half'

export interface FaultPlan {
  /** The number of the operation that fails, from 1. */
  readonly at: number
  readonly failure: Failure
  /** Whether every operation after it fails too, as if the process had died there. */
  readonly isCrash: boolean
}

/** A file system whose n-th operation fails. */
export class FaultyFileSystem {
  #operations = 0

  constructor(readonly plan: FaultPlan) {}

  /** Whether the failure has come about. */
  get hasFailed(): boolean {
    return this.#operations >= this.plan.at
  }

  readonly fileSystem: FileSystem = {
    open: (path) => this.#open(path),
    readFile: (path) => this.#run(path, () => nodeFileSystem.readFile(path)),
    writeFile: (path, bytes) =>
      this.#run(
        path,
        () => nodeFileSystem.writeFile(path, bytes),
        () => nodeFileSystem.writeFile(path, bytes.subarray(0, bytes.length / 2)),
      ),
    rename: (from, to) => this.#run(to, () => nodeFileSystem.rename(from, to)),
    link: (path, name) => this.#run(name, () => nodeFileSystem.link(path, name)),
    remove: (path) => this.#run(path, () => nodeFileSystem.remove(path)),
    makeFolder: (path) => this.#run(path, () => nodeFileSystem.makeFolder(path)),
    removeEmptyFolder: (path) => this.#run(path, () => nodeFileSystem.removeEmptyFolder(path)),
    syncFolder: (path) => this.#run(path, () => nodeFileSystem.syncFolder(path)),
    list: (path) => this.#run(path, () => nodeFileSystem.list(path)),
    kindOf: (path) => this.#run(path, () => nodeFileSystem.kindOf(path)),
  }

  async #open(path: string): Promise<OpenFile> {
    await this.#run(path, async () => {})
    const file = await nodeFileSystem.open(path)
    return {
      byteLength: file.byteLength,
      read: (start, end) => this.#run(path, () => file.read(start, end)),
      // Always closed, so that no test leaks a handle.
      close: () => file.close(),
    }
  }

  async #run<T>(path: string, operation: () => Promise<T>, half?: () => Promise<void>): Promise<T> {
    const number = ++this.#operations
    const { at, failure, isCrash } = this.plan
    if (number < at || (number > at && !isCrash)) return operation()
    if (number === at) {
      if (failure === 'after') await operation()
      if (failure === 'half') await half?.()
    }
    throw new MillraceError('MILLRACE_STORE_UNAVAILABLE', `operation ${number} fails: ${path}`, { path })
  }
}

/** The ways in which the n-th operation can fail that differ. */
export const faultPlans = (at: number): FaultPlan[] => [
  { at, failure: 'before', isCrash: false },
  { at, failure: 'after', isCrash: false },
  { at, failure: 'after', isCrash: true },
  { at, failure: 'half', isCrash: true },
]
