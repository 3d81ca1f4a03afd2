import { lowerCaseRanges, upperCaseRanges } from './case-mapping.js'

/** Looks a code point up in ranges of four numbers by bisection. */
function mapPoint(point: number, ranges: readonly number[]): number {
  let low = 0
  let high = ranges.length / 4
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle * 4 + 1]! < point) low = middle + 1
    else high = middle
  }
  const [first, , step, delta] = ranges.slice(low * 4, low * 4 + 4)
  return first !== undefined && point >= first && (point - first) % step! === 0 ? point + delta! : point
}

function mapText(text: string, ranges: readonly number[]): string {
  let mapped = ''
  for (const character of text) mapped += String.fromCodePoint(mapPoint(character.codePointAt(0)!, ranges))
  return mapped
}

/**
 * What the function `lower` gives: each code point by the committed table, without locale or context.
 *
 * @example
 * lowerCase('ÄB') // 'äb'
 */
export function lowerCase(text: string): string {
  return mapText(text, lowerCaseRanges)
}

/**
 * What the function `upper` gives: each code point by the committed table, without locale or context.
 *
 * @example
 * upperCase('äß') // 'Äß'
 */
export function upperCase(text: string): string {
  return mapText(text, upperCaseRanges)
}
