import { type ErrorCode, MillraceError } from '../errors.js'

/** Fails a published suite's test: says what was expected of what. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'

  constructor(
    what: string,
    readonly actual: unknown,
    readonly expected: unknown,
  ) {
    super(`${what}\nexpected: ${show(expected)}\nactual:   ${show(actual)}`)
  }
}

/** Asserts that two values are the same by {@link show}: numbers by Object.is, bigints, arrays and plain objects by content. */
export function assertSame(actual: unknown, expected: unknown, what: string): void {
  if (show(actual) !== show(expected)) throw new AssertionFailed(what, actual, expected)
}

/** Asserts that `operation` fails with a MillraceError of this code, and gives the error. */
export async function assertCode(operation: () => unknown, code: ErrorCode, what: string): Promise<MillraceError> {
  let outcome: unknown
  try {
    outcome = await operation()
  } catch (error) {
    if (error instanceof MillraceError && error.code === code) return error
    throw new AssertionFailed(what, error instanceof MillraceError ? `${error.code}: ${error.message}` : error, code)
  }
  throw new AssertionFailed(what, outcome, code)
}

/** Writes a value so that values that differ look different: 1 and 1n, 0 and -0, null and undefined. */
export function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return JSON.stringify(value)
  if (Object.is(value, -0)) return '-0'
  if (value === null || typeof value !== 'object' || value instanceof Error) return String(value)
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}[${[...(value as Uint8Array)].map(show).join(', ')}]`
  if (value instanceof Set) return `Set${show([...value])}`
  if (value instanceof Map) return `Map${show([...value])}`
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}: ${show(item)}`)
    .join(', ')}}`
}
