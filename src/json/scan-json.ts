/** What must be known of a JSON text before it is parsed. */
export interface JsonShape {
  /** How deep arrays and objects stand in each other. */
  readonly depth: number
  /** Whether an integer has 16 digits or more, so that a double may not hold it. */
  readonly longIntegers: boolean
}

const quote = 34
const backslash = 92
const minus = 45
const zero = 48
const nine = 57

/**
 * Finds the depth of a JSON text, and whether it has long integers, in one pass and without memory.
 *
 * The text need not be valid: what is wrong with it the parser says.
 *
 * @example
 * scanJson('{"id": [12345678901234567890]}') // { depth: 2, longIntegers: true }
 */
export function scanJson(text: string): JsonShape {
  let depth = 0
  let deepest = 0
  let longIntegers = false
  let index = 0
  while (index < text.length) {
    const code = text.charCodeAt(index)
    if (code === quote) index = endOfString(text, index + 1)
    else if (code === minus || (code >= zero && code <= nine)) {
      const end = endOfDigits(text, index + 1)
      longIntegers ||= end - index >= 16 && !isFraction(text.charCodeAt(end))
      index = isFraction(text.charCodeAt(end)) ? endOfNumber(text, end) : end
    } else {
      if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth)
      else if (code === 93 || code === 125) depth--
      index++
    }
  }
  return { depth: deepest, longIntegers }
}

function endOfString(text: string, start: number): number {
  let index = start
  while (index < text.length) {
    const code = text.charCodeAt(index)
    if (code === quote) return index + 1
    index += code === backslash ? 2 : 1
  }
  return index
}

function endOfDigits(text: string, start: number): number {
  let index = start
  while (isDigit(text.charCodeAt(index))) index++
  return index
}

/** The end of what follows an integer's digits: fraction, exponent. */
function endOfNumber(text: string, start: number): number {
  let index = start
  for (;;) {
    const code = text.charCodeAt(index)
    if (!isDigit(code) && !isFraction(code) && code !== minus && code !== 43) return index
    index++
  }
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine
}

/** `.`, `e` or `E`: the number is not an integer's digits alone. */
function isFraction(code: number): boolean {
  return code === 46 || code === 101 || code === 69
}
