import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { decodeEntityKey, encodeEntityKeys, type JoinKey } from '../../src/stores/key-codec.js'
import { assertCode } from '../../src/testing/assertion.js'
import type { ScalarType } from '../../src/types.js'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** One key; values in the order of the join keys. */
function encodeOne(joinKeys: readonly JoinKey[], values: readonly unknown[]): Uint8Array {
  const columns = joinKeys.map(({ name, type }, index) => columnFromValues(type, [values[index]], name))
  return encodeEntityKeys(joinKeys, columns, 1)[0]!
}

const vectors: [string, Record<string, ScalarType>, unknown[], string][] = [
  [
    'int64',
    { driver_id: 'int64' },
    [1001],
    '0100000002000000090000006472697665725f69640400000008000000e903000000000000',
  ],
  ['int32', { user: 'int32' }, [7], '01000000020000000400000075736572030000000400000007000000'],
  [
    'string',
    { user_id: 'string' },
    ['test_user'],
    '010000000200000007000000757365725f69640200000009000000746573745f75736572',
  ],
  ['bytes', { k: 'bytes' }, [Uint8Array.of(0, 255)], '0100000002000000010000006b010000000200000000ff'],
  ['no entity', { __dummy_id: 'string' }, [''], '01000000020000000a0000005f5f64756d6d795f69640200000000000000'],
  ['no key', {}, [], '00000000'],
  [
    'two keys, in any order',
    { user: 'int64', customer: 'string' },
    [32768, 'test'],
    '020000000200000008000000637573746f6d657202000000040000007573657202000000040000007465737404000000080000000080000000000000',
  ],
  ['timestamp', { at: 'timestamp' }, [-1n], '01000000020000000200000061740800000008000000ffffffffffffffff'],
]

for (const [label, types, values, expected] of vectors) {
  test(`encodes ${label} as Feast does`, () => {
    const joinKeys = Object.entries(types).map(([name, type]) => ({ name, type }))
    assert.is(hex(encodeOne(joinKeys, values)), expected)
    const parts = decodeEntityKey(Buffer.from(expected, 'hex'))
    assert.equal(
      parts.map(({ name }) => name),
      [...joinKeys].map(({ name }) => name).sort(),
    )
    for (const { name, type } of parts) assert.is(type, types[name])
  })
}

const goldenPath = '../shared/feast/golden/wire.json'
const golden = existsSync(goldenPath) ? JSON.parse(readFileSync(goldenPath, 'utf8')) : null
if (golden === null) console.log(`# golden keys skipped: ${goldenPath} is not there`)

for (const { label, join_keys, values, hex: expected } of golden?.entity_key_v3 ?? []) {
  test(`golden key: ${label}`, () => {
    const typed = (values as string[]).map(protobufValue)
    const joinKeys = (join_keys as string[]).map((name, index) => ({ name, type: typed[index]!.type }))
    assert.is(
      hex(
        encodeOne(
          joinKeys,
          typed.map(({ value }) => value),
        ),
      ),
      expected,
    )
    const decoded = new Map(decodeEntityKey(Buffer.from(expected, 'hex')).map((part) => [part.name, part.value]))
    joinKeys.forEach(({ name, type }, index) => {
      const { value } = typed[index]!
      assert.equal(decoded.get(name), type === 'int32' ? Number(value) : value)
    })
  })
}

/** Reads a value as the golden file writes it: `int64_val: 1001`, `string_val: "x"`, `bytes_val: "\000\377"`. */
function protobufValue(text: string): { type: ScalarType; value: unknown } {
  const [field, literal] = text.split(/_val: (.*)/s) as [ScalarType, string]
  if (field === 'int32') return { type: field, value: Number(literal) }
  if (field === 'int64') return { type: field, value: BigInt(literal) }
  const octal = literal
    .slice(1, -1)
    .replace(/\\(\d{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)))
  return { type: field, value: field === 'bytes' ? Uint8Array.from(Buffer.from(octal, 'latin1')) : octal }
}

test('sorts names by code point, not by UTF-16 unit', () => {
  const astral = encodeOne(
    [
      { name: '😀k', type: 'int64' },
      { name: '～k', type: 'int64' },
    ],
    [1, 2],
  )
  assert.equal(
    decodeEntityKey(astral).map(({ name }) => name),
    ['～k', '😀k'],
  )
})

test('refuses types that Feast does not take as keys', async () => {
  for (const [type, value] of [
    ['bool', true],
    ['float32', 1.5],
    ['float64', 1.5],
  ] as const) {
    const error = await assertCode(() => encodeOne([{ name: 'k', type }], [value]), 'MILLRACE_UNSUPPORTED_TYPE', type)
    assert.equal(error.values, { name: 'k', type })
  }
})

test('names the row of a null key', async () => {
  const column = columnFromValues('string', ['a', null], 'k')
  const error = await assertCode(
    () => encodeEntityKeys([{ name: 'k', type: 'string' }], [column]),
    'MILLRACE_MISSING_KEY',
    'null',
  )
  assert.equal(error.values, { name: 'k', row: 1 })
})

test('puts the prefix before every key of a batch', () => {
  const column = columnFromValues('int64', [1, 2], 'id')
  const prefix = Uint8Array.of(9, 0)
  const plain = encodeEntityKeys([{ name: 'id', type: 'int64' }], [column])
  const prefixed = encodeEntityKeys([{ name: 'id', type: 'int64' }], [column], 2, prefix)
  assert.equal(
    prefixed.map(hex),
    plain.map((key) => `0900${hex(key)}`),
  )
})

const keyValues = {
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  timestamp: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  string: fc.string({ unit: 'binary' }),
  bytes: fc.uint8Array(),
}

test('decodes what it encodes, whatever the names, types and values', () => {
  const part = fc.oneof(
    ...Object.entries(keyValues).map(([type, value]) =>
      fc.record({
        name: fc.string({ unit: 'binary' }),
        type: fc.constant(type as ScalarType),
        value: value as fc.Arbitrary<unknown>,
      }),
    ),
  )
  fc.assert(
    fc.property(fc.uniqueArray(part, { selector: ({ name }) => name, maxLength: 5 }), (parts) => {
      const encoded = encodeOne(
        parts,
        parts.map(({ value }) => value),
      )
      const byName = new Map(decodeEntityKey(encoded).map((decoded) => [decoded.name, decoded]))
      assert.is(byName.size, parts.length)
      for (const { name, type, value } of parts) assert.equal(byName.get(name), { name, type, value })
    }),
  )
})

test('refuses bytes that are not a whole key', async () => {
  const whole = encodeOne(
    [
      { name: 'a', type: 'string' },
      { name: 'b', type: 'int64' },
    ],
    ['x', 1],
  )
  for (let length = 0; length < whole.length; length++) {
    await assertCode(() => decodeEntityKey(whole.subarray(0, length)), 'MILLRACE_INVALID_VALUE', `${length} bytes`)
  }
  await assertCode(() => decodeEntityKey(Uint8Array.of(...whole, 0)), 'MILLRACE_INVALID_VALUE', 'one byte more')
})

test.run()
