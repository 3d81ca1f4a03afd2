import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MillraceError } from '../../src/errors.js'
import { type JsonObject, type JsonValue, parseJson } from '../../src/json/parse-json.js'
import { scanJson } from '../../src/json/scan-json.js'

const failsWith = (code: string) => (error: unknown) => error instanceof MillraceError && error.code === code

/** The value as JSON.parse gives it: integers beyond 2^53 rounded. */
function asDoubles(value: JsonValue): unknown {
  return JSON.parse(JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? Number(item) : item)))
}

test('integers that a double does not hold are bigint, others numbers', () => {
  assert.equal(parseJson('[9007199254740991, 9007199254740993, -9223372036854775808, 1e20, 0.1234567890123456789]'), [
    9007199254740991,
    9007199254740993n,
    -9223372036854775808n,
    1e20,
    0.12345678901234568,
  ])
})

test('digits in strings do not count as integers', () => {
  assert.equal(scanJson('{"12345678901234567890": "\\"12345678901234567890"}'), { depth: 1, longIntegers: false })
  assert.equal(scanJson('[12345678901234567890.5, 12345678901234567890e3]'), { depth: 1, longIntegers: false })
})

test('agrees with JSON.parse on every JSON text', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      assert.equal(asDoubles(parseJson(text)), JSON.parse(text))
    }),
    { numRuns: 500 },
  )
})

test('agrees with JSON.parse on the lossless path too, but for long integers', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }), (text, long) => {
      const [value, integer] = parseJson(`[${text},${long}]`) as readonly JsonValue[]
      assert.equal(asDoubles(value!), JSON.parse(text))
      assert.is(integer, long)
    }),
    { numRuns: 300 },
  )
})

test('finds the depth of nested arrays and objects', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (kinds) => {
      const open = kinds.map((list) => (list ? '[' : '{"a}]\\"":')).join('')
      const close = kinds
        .map((list) => (list ? ']' : '}'))
        .reverse()
        .join('')
      assert.is(scanJson(`${open}1${close}`).depth, kinds.length)
    }),
  )
})

test('refuses what is deeper than allowed, before parsing', () => {
  const deep = '['.repeat(1_000_000)
  assert.throws(() => parseJson(deep), failsWith('MILLRACE_REQUEST_TOO_LARGE'))
  assert.is(JSON.stringify(parseJson('[[[]]]', 3)), '[[[]]]')
  assert.throws(() => parseJson('[[[]]]', 2), failsWith('MILLRACE_REQUEST_TOO_LARGE'))
})

test('what is not JSON is a typed error, whatever the bytes', () => {
  for (const text of ['', '{', '{"a":}', 'nul', '[1,]', '12345678901234567890x', '"\u0000"', '[-]', '"\\'])
    assert.throws(() => parseJson(text), failsWith('MILLRACE_INVALID_ARGUMENT'), text)
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseJson(`[12345678901234567890,${text}`)
      } catch (error) {
        assert.instance(error, MillraceError)
      }
    }),
  )
})

test('the keys __proto__ and constructor are ordinary', () => {
  for (const extra of ['', ',"n":12345678901234567890']) {
    const value = parseJson(`{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}${extra}}`)
    assert.ok(Object.hasOwn(value as JsonObject, '__proto__'))
    assert.is(Object.getPrototypeOf(value), Object.prototype)
    assert.is(({} as { polluted?: number }).polluted, undefined)
  }
})

test('an integer of a million digits takes no time to speak of', () => {
  const started = performance.now()
  assert.is(parseJson('9'.repeat(1_000_000)), Number.POSITIVE_INFINITY)
  assert.ok(performance.now() - started < 2000)
})

test.run()
