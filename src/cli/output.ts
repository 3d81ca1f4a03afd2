import { MillraceError } from '../errors.js'

/** Where a command's results, messages and errors go. */
export interface Output {
  /** Whether results are JSON for machines. */
  readonly json: boolean
  /** A result: a line of text, left out where results are JSON. */
  say(line?: string): void
  /** A result as JSON, left out where results are text. `text` is JSON already. */
  data(text: string): void
  /** Something the user should know that is no result. */
  warn(message: string): void
  /** Whether progress may be drawn. */
  readonly interactive: boolean
}

/** Writes results to the standard output, warnings to the standard error output. */
export function processOutput(json: boolean): Output {
  return {
    json,
    say: (line = '') => {
      if (!json) process.stdout.write(`${line}\n`)
    },
    data: (text) => {
      if (json) process.stdout.write(`${text}\n`)
    },
    warn: (message) => process.stderr.write(`warning: ${message}\n`),
    interactive: !json && process.stderr.isTTY === true,
  }
}

/** Writes what made a command fail: `error [CODE] message`, or with `json` an object on one line. */
export function errorText(error: unknown, json: boolean): string {
  const { code, message } =
    error instanceof MillraceError
      ? error
      : // Not ours: its stack is all there is to find the place by.
        { code: 'INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  return json ? JSON.stringify({ error: { code, message } }) : `error [${code}] ${message}`
}
