// Writes src/expr/case-mapping.ts from this Node's Unicode data. Run it by hand to take in a newer Unicode version: the
// tables are committed so that every engine and every Node has the same ones.
import { writeFileSync } from 'node:fs'

/** The pairs of a code point and its distance to the one it maps to, where it maps to exactly one other. */
function mappings(convert) {
  const pairs = []
  for (let point = 0; point <= 0x10ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue
    const mapped = [...convert(String.fromCodePoint(point))]
    const target = mapped[0]?.codePointAt(0)
    if (mapped.length === 1 && target !== point) pairs.push([point, target - point])
  }
  return pairs
}

/** Joins pairs of equal distance that follow each other at every, or every second, code point. */
function ranges(pairs) {
  const joined = []
  for (const [point, delta] of pairs) {
    const range = joined.at(-1)
    const gap = range ? point - range.last : 0
    if (range?.delta === delta && (range.step === gap || (range.step === 0 && gap <= 2))) {
      range.last = point
      range.step = gap
    } else joined.push({ first: point, last: point, step: 0, delta })
  }
  return joined.map(({ first, last, step, delta }) => [first, last, step || 1, delta])
}

function table(name, doc, rows) {
  const lines = []
  for (let row = 0; row < rows.length; row += 6)
    lines.push(
      `  ${rows
        .slice(row, row + 6)
        .flat()
        .join(', ')},`,
    )
  return `/** ${doc} */\n// biome-ignore format: a table\nexport const ${name}: readonly number[] = [\n${lines.join('\n')}\n]\n`
}

const version = process.versions.unicode
writeFileSync(
  'src/expr/case-mapping.ts',
  `// Made by scripts/generate-case-mapping.mjs from Unicode ${version}: the code points whose lower or upper case is exactly one
// other code point. Four numbers a range: first and last code point, step (1, or 2 for every second one), and what is
// added to a code point. Ranges ascend and do not overlap.

/** The version of Unicode the tables were made from. */
export const unicodeVersion = '${version}'

${table('lowerCaseRanges', 'To lower case.', ranges(mappings((text) => text.toLowerCase())))}
${table('upperCaseRanges', 'To upper case.', ranges(mappings((text) => text.toUpperCase())))}`,
)
