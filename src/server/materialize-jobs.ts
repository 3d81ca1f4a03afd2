/** Materializations that run behind requests already answered. */
export class MaterializeJobs {
  readonly #running = new Map<Promise<void>, readonly string[]>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** The views among `views` that a job is materializing. */
  busy(views: readonly string[]): readonly string[] {
    const running = new Set([...this.#running.values()].flat())
    return views.filter((view) => running.has(view))
  }

  /** Starts a job. A failure of it is told to `onError`: nobody waits for it. */
  start(views: readonly string[], run: () => Promise<unknown>): void {
    const job = run()
      .then(() => {}, this.#onError)
      .finally(() => this.#running.delete(job))
    this.#running.set(job, views)
  }

  /** Waits until no job runs. */
  async settled(): Promise<void> {
    await Promise.all(this.#running.keys())
  }
}
