/**
 * Puts off removals while somebody reads: a reader goes by the manifest it has read, and the parts it lists must stay
 * until it has ended.
 */
export class DatasetReaders {
  readonly #reading = new Map<string, number>()
  readonly #waiting = new Map<string, (() => Promise<void>)[]>()

  /** `run` runs a removal that was put off, apart from writes. */
  constructor(readonly run: (removal: () => Promise<void>) => Promise<void>) {}

  /** Counts a reader of `folder` in. */
  enter(folder: string): void {
    this.#reading.set(folder, (this.#reading.get(folder) ?? 0) + 1)
  }

  /** Counts a reader out, and makes the removals that waited for the last one. */
  async leave(folder: string): Promise<void> {
    const left = this.#reading.get(folder)! - 1
    if (left > 0) {
      this.#reading.set(folder, left)
      return
    }
    this.#reading.delete(folder)
    const removals = this.#waiting.get(folder) ?? []
    this.#waiting.delete(folder)
    for (const remove of removals) await this.run(remove)
  }

  /** Makes a removal now, or once nobody reads `folder`. */
  async whenUnread(folder: string, remove: () => Promise<void>): Promise<void> {
    if (!this.#reading.has(folder)) return remove()
    const waiting = this.#waiting.get(folder)
    if (waiting === undefined) this.#waiting.set(folder, [remove])
    else waiting.push(remove)
  }
}
