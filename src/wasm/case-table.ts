import { lowerCaseRanges, upperCaseRanges } from '../expr/case-mapping.js'

/** Code points of a page; the kernel in assembly/text.ts knows the number too. */
const pagePoints = 128

const tables = new Map<'lower' | 'upper', Uint8Array>()

/**
 * The case mapping as the kernel looks it up: the number of pages of 128 code points, for each of them the number of its
 * table of differences (u16, padded to 4 bytes), then the tables (i32 each). Equal pages share a table.
 */
export function caseTable(to: 'lower' | 'upper'): Uint8Array {
  const known = tables.get(to)
  if (known) return known
  const table = makeTable(to === 'lower' ? lowerCaseRanges : upperCaseRanges)
  tables.set(to, table)
  return table
}

function makeTable(ranges: readonly number[]): Uint8Array {
  const differences = differencesOf(ranges)
  const pages = differences.length / pagePoints
  const numbers = new Uint16Array(Math.ceil(pages / 2) * 2)
  const distinct = new Map<string, { number: number; page: Int32Array }>()
  for (let index = 0; index < pages; index++) {
    const page = differences.subarray(index * pagePoints, (index + 1) * pagePoints)
    const key = page.join()
    if (!distinct.has(key)) distinct.set(key, { number: distinct.size, page })
    numbers[index] = distinct.get(key)!.number
  }
  const table = new Uint8Array(4 + numbers.byteLength + distinct.size * pagePoints * 4)
  new Uint32Array(table.buffer, 0, 1)[0] = pages
  table.set(new Uint8Array(numbers.buffer), 4)
  const words = new Int32Array(table.buffer, 4 + numbers.byteLength)
  for (const { number, page } of distinct.values()) words.set(page, number * pagePoints)
  return table
}

/** What is added to each code point, up to the last page in which one changes. */
function differencesOf(ranges: readonly number[]): Int32Array {
  const differences = new Int32Array(Math.ceil((ranges.at(-3)! + 1) / pagePoints) * pagePoints)
  for (let at = 0; at < ranges.length; at += 4) {
    const [first, last, step, delta] = ranges.slice(at, at + 4) as [number, number, number, number]
    for (let point = first; point <= last; point += step) differences[point] = delta
  }
  return differences
}
