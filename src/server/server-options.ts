/** Limits and hooks of the server. */
export interface ServerOptions {
  /** Greatest body in bytes; default 32 MiB. A larger one is answered with 413. */
  readonly bodyLimit?: number
  /** Most rows of one request; default 100,000. */
  readonly maxRows?: number
  /** Most values, rows times features, of one answer; default 5,000,000. */
  readonly maxValues?: number
  /** Greatest depth of JSON; default 32. */
  readonly maxJsonDepth?: number
  /** Milliseconds until a request must have arrived; default 30,000. */
  readonly requestTimeout?: number
  /** Milliseconds until a request other than a materialization must be answered (503); default 30,000. */
  readonly handlerTimeout?: number
  /** Milliseconds until a materialization that the client waits for must be answered (503); default an hour. */
  readonly materializeTimeout?: number
  /** The time, where a request does not say it; default the system's. */
  readonly clock?: () => Date
  /** Told of faults: errors behind a 5xx and of work in the background; default `console.error`. */
  readonly onError?: (error: unknown) => void
}

/** Options with every default filled in. */
export type ServerSettings = Required<ServerOptions>

/** Fills the defaults in. */
export function serverSettings(options: ServerOptions): ServerSettings {
  return {
    bodyLimit: 32 * 1024 * 1024,
    maxRows: 100_000,
    maxValues: 5_000_000,
    maxJsonDepth: 32,
    requestTimeout: 30_000,
    handlerTimeout: 30_000,
    materializeTimeout: 3_600_000,
    clock: () => new Date(),
    onError: (error) => console.error(error),
    ...options,
  }
}
