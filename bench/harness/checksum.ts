import type { Answer, AnswerValue } from './contender.js'

/**
 * Digits that must agree. Engines may differ in the last bits of a logarithm or in the order of a sum; a single wrong
 * row among a million still shows.
 */
const digits = 9

/**
 * Condenses an answer to 8 hexadecimal digits, equal for answers whose rows agree.
 *
 * Each row has a weight made from its place, or from its value in `identity` where rows may come in any order. Each
 * column is a weighted sum, rounded to 9 digits; nulls and NaNs count as constants of their own.
 */
export function checksum(answer: Answer, outputs: readonly string[], identity?: string): string {
  const lengths = new Set(outputs.map((name) => column(answer, name).length))
  const keys = identity === undefined ? undefined : column(answer, identity)
  const sums = outputs.map((name) => weightedSum(column(answer, name), keys).toPrecision(digits))
  return hashText([[...lengths].join(), ...sums].join(' '))
    .toString(16)
    .padStart(8, '0')
}

function column(answer: Answer, name: string): readonly AnswerValue[] {
  const values = answer[name]
  if (values !== undefined) return values
  throw new Error(`An answer lacks a column; it has ${Object.keys(answer).join(', ')}: ${name}`)
}

function weightedSum(values: readonly AnswerValue[], keys: readonly AnswerValue[] | undefined): number {
  let sum = 0
  for (let row = 0; row < values.length; row++) {
    const weight = 0.5 + mix(keys === undefined ? row : numberOf(keys[row]!)) / 2 ** 32
    sum += weight * numberOf(values[row]!)
  }
  return sum
}

function numberOf(value: AnswerValue): number {
  if (value === null || value === undefined) return 0.7390851
  if (typeof value === 'string') return hashText(value) / 2 ** 32
  const number = Number(value)
  return Number.isNaN(number) ? 0.5671432 : number
}

/** Spreads a whole number over 32 bits, so that neighbours get unlike weights. */
function mix(value: number): number {
  let bits = Math.imul(value | 0, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b)
  return (bits ^ (bits >>> 13)) >>> 0
}

/** FNV-1a over UTF-16 units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
