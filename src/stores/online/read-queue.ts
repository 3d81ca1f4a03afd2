type Rows = readonly (Uint8Array | undefined)[]

interface Waiting {
  readonly keys: readonly Uint8Array[]
  readonly resolve: (rows: Rows) => void
  readonly reject: (error: unknown) => void
}

/**
 * Lets one multi-get run at a time and merges those that wait into the next one.
 *
 * Each multi-get of classic-level 3.0.0 holds a snapshot while it waits for a thread, and LevelDB 1.20 was seen to
 * return wrong values once hundreds of snapshots lived during heavy writes. So their number must not follow the load.
 */
export class ReadQueue {
  #waiting: Waiting[] = []
  #running = false

  constructor(private readonly getMany: (keys: Uint8Array[]) => Promise<Rows>) {}

  /** Gets rows as one consistent view. */
  read(keys: readonly Uint8Array[]): Promise<Rows> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ keys, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      const group = this.#waiting
      this.#waiting = []
      try {
        answer(group, await this.getMany(group.flatMap(({ keys }) => keys)))
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.#running = false
  }
}

function answer(group: readonly Waiting[], rows: Rows): void {
  let next = 0
  for (const { keys, resolve } of group) {
    resolve(group.length === 1 ? rows : rows.slice(next, next + keys.length))
    next += keys.length
  }
}
