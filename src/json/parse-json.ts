import { parse as parseLossless } from 'lossless-json'
import { MillraceError } from '../errors.js'
import { scanJson } from './scan-json.js'

/** A parsed JSON value. Integers that a double does not hold exactly are bigint. */
export type JsonValue = boolean | number | bigint | string | null | readonly JsonValue[] | JsonObject

/** A JSON object. Any key may stand in it, `__proto__` too, as a property of its own. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/**
 * Parses JSON with exact integers.
 *
 * A text without long integers, which is almost every text, goes through the platform's own parser.
 *
 * @param maxDepth how deep arrays and objects may stand in each other; default 32.
 * @throws MILLRACE_REQUEST_TOO_LARGE when the text is deeper, MILLRACE_INVALID_ARGUMENT when it is not JSON.
 * @example
 * parseJson('{"id": 9007199254740993}') // { id: 9007199254740993n }
 */
export function parseJson(text: string, maxDepth = 32): JsonValue {
  const { depth, longIntegers } = scanJson(text)
  if (depth > maxDepth) {
    throw new MillraceError('MILLRACE_REQUEST_TOO_LARGE', `JSON may be ${maxDepth} levels deep; flatten it: ${depth}`, {
      depth,
      maxDepth,
    })
  }
  try {
    if (!longIntegers) return JSON.parse(text)
    return parseLossless(text, null, {
      parseNumber: exactNumber,
      // As JSON.parse does: the last one wins.
      onDuplicateKey: ({ newValue }) => newValue,
    }) as JsonValue
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, 200) : String(cause)
    throw new MillraceError('MILLRACE_INVALID_ARGUMENT', `This is not JSON; check its syntax: ${reason}`, { cause })
  }
}

function exactNumber(text: string): number | bigint {
  const number = Number(text)
  // No type holds an integer of more than 40 digits, and reading one digit by digit would take quadratic time.
  return Number.isSafeInteger(number) || text.length > 40 || !/^-?\d+$/.test(text) ? number : BigInt(text)
}
