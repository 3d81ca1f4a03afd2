import { encodeText } from '../../../arrow/utf8.js'
import { lowerCase, upperCase } from '../../../expr/map-case.js'
import type { Kernels } from '../kernel.js'

/** The part that starts at code point `start`. */
function substring(text: string, start: bigint, length: bigint): string | null {
  if (start < 0n || length < 0n) return null
  const points = Array.from(text)
  return points.slice(Number(start), Number(start) + Number(length)).join('')
}

export const stringKernels: Readonly<Record<string, Kernels>> = {
  length: { string: (text: string) => Array.from(text).length },
  byte_length: { string: (text: string) => encodeText(text).length },
  lower: { string: lowerCase },
  upper: { string: upperCase },
  trim: { string: (text: string) => text.replace(/^[ \t\n\v\f\r]+/, '').replace(/[ \t\n\v\f\r]+$/, '') },
  concat: { string: (a: string, b: string) => a + b },
  contains: { string: (text: string, part: string) => text.includes(part) },
  starts_with: { string: (text: string, part: string) => text.startsWith(part) },
  ends_with: { string: (text: string, part: string) => text.endsWith(part) },
  substring: { string: substring },
  replace: {
    string: (text: string, part: string, other: string) => (part === '' ? text : text.split(part).join(other)),
  },
}
