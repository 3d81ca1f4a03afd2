import type { DataType, Value } from '../../src/types.js'
import { isArrayType, itemType, type ScalarType } from '../../src/types.js'

/** Row counts around bytes, words and chunks of the VM. */
export const lengths = [0, 1, 63, 64, 65, 1025, 2047, 2048, 2049, 5000]

const text = [
  '',
  'a',
  'A',
  'ab',
  'Ab',
  'aab',
  ' x ',
  '\t\r\n',
  'true',
  'false',
  '12',
  '-7',
  '+0',
  '9223372036854775807',
  '2147483648',
  '9223372036854775808',
  '1.5',
  '-0',
  '.5',
  '5.',
  '1e400',
  '1E-3',
  'NaN',
  '-Infinity',
  '0x1',
  '1 ',
  '2024-02-29',
  '2024-02-30',
  '1969-12-31T23:59:59.999999Z',
  '2000-01-01 00:00:00+05:30',
  '2000-01-01T24:00:00',
  '0000-01-01',
  'äÖß',
  'ÿŸ',
  'ⱥȺ',
  'K',
  'ſ',
  '€😀z',
  '𐐀𐐨',
  'Straße mit mehr als sechzehn Bytes',
  'abcabcabcabcabcabcabcabc',
  'true ',
  'x'.repeat(40),
  `${'a'.repeat(31)}b`,
  '\u0000',
  'é'.repeat(20),
]

const pools: { readonly [T in ScalarType]: readonly Value[] } = {
  bool: [true, false, false, true, true],
  int32: [0, 1, -1, 2, -2, 7, 2147483647, -2147483648, 65536, 10, -7],
  int64: [
    0n,
    1n,
    -1n,
    2n,
    3n,
    -9223372036854775808n,
    9223372036854775807n,
    4294967296n,
    -7n,
    16777217n,
    9007199254740993n,
    100n,
    2147483648n,
  ],
  float32: [
    0,
    -0,
    1,
    -1,
    0.5,
    2.5,
    -2.5,
    1.5,
    Math.fround(0.1),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1.401298464324817e-45,
    3.4028234663852886e38,
    -2147483648,
    16777216,
    88.5,
  ],
  float64: [
    0,
    -0,
    1,
    -1,
    0.1,
    0.5,
    2.5,
    -2.5,
    3.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    5e-324,
    1.7976931348623157e308,
    2147483647.5,
    -2147483648.9,
    2 ** 63,
    1e22,
    123456.789,
  ],
  string: text,
  bytes: text.map((value) => new TextEncoder().encode(value)),
  timestamp: [
    0n,
    -1n,
    1709212455900000n,
    -62167219200000000n,
    -62167219200000001n,
    253402300799999999n,
    253402300800000000n,
    9223372036854775807n,
    -9223372036854775808n,
    951782400000000n,
    86399999999n,
    -86400000000n,
  ],
}

/** Values of a type that make functions stumble. Pools of different types have different lengths. */
export function samplesOf(type: DataType): readonly Value[] {
  if (!isArrayType(type)) return pools[type]
  const items = pools[itemType(type)]
  return [0, 1, 2, 3, 4, 5, 6, 7, 9, 17, 4, 4].map((size, start) =>
    Array.from({ length: size }, (_, at) => items[(start * 5 + at) % items.length]!),
  )
}

/** `rows` values of a type; about a third of them null where `nulls` is set. `salt` varies the order. */
export function sampleRows(type: DataType, rows: number, nulls: boolean, salt: number): Value[] {
  const samples = samplesOf(type)
  const step = [1, 5, 7][salt % 3]!
  return Array.from({ length: rows }, (_, row) => {
    if (nulls && ((row * 2654435761 + salt * 40503) >>> 7) % 3 === 0) return null
    return samples[(Math.floor(row / (1 + salt * 3)) * step + salt) % samples.length]!
  })
}
