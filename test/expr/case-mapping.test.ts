import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lowerCaseRanges, unicodeVersion, upperCaseRanges } from '../../src/expr/case-mapping.js'
import { lowerCase, upperCase } from '../../src/expr/map-case.js'

test('the tables are well formed: ascending, apart, and within Unicode', () => {
  for (const ranges of [lowerCaseRanges, upperCaseRanges]) {
    let before = -1
    assert.is(ranges.length % 4, 0)
    for (let index = 0; index < ranges.length; index += 4) {
      const [first, last, step, delta] = ranges.slice(index, index + 4) as [number, number, number, number]
      assert.ok(first > before && last >= first && (step === 1 || step === 2) && (last - first) % step === 0)
      assert.ok(delta !== 0 && first + delta >= 0 && last + delta <= 0x10ffff)
      before = last
    }
  }
})

test('golden mappings, and code points that stay', () => {
  assert.is(lowerCase('ÄBĆ Я ΑΣ 𐐀 İ ẞ'), 'äbć я ασ 𐐨 İ ß')
  assert.is(upperCase('äbć я ας 𐐨 ß ŉ ı ǆ ÿ'), 'ÄBĆ Я ΑΣ 𐐀 ß ŉ I Ǆ Ÿ')
  assert.is(lowerCase(''), '')
  assert.is(lowerCase('Kelvin K, Ångström Å'), 'kelvin k, ångström å')
})

if (process.versions.unicode === unicodeVersion) {
  test(`the tables hold every mapping to one code point of Unicode ${unicodeVersion}`, () => {
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue
      const text = String.fromCodePoint(point)
      for (const [ours, theirs] of [
        [lowerCase(text), text.toLowerCase()],
        [upperCase(text), text.toUpperCase()],
      ]) {
        const wanted = [...theirs!].length === 1 ? theirs : text
        if (ours !== wanted) assert.unreachable(`U+${point.toString(16)}`)
      }
    }
  })
} else {
  test.skip('the tables hold every mapping to one code point')
  console.log(`# case mapping: this Node has Unicode ${process.versions.unicode}, the tables ${unicodeVersion}`)
}

test.run()
