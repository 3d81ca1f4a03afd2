import type { DataType } from '../../types.js'

const bytes = (...list: number[]) => Uint8Array.from(list)

const texts = [
  '',
  'a',
  'B',
  'é',
  '日本',
  '😀',
  'a\u0000b',
  '\ufeffx',
  '\uffff',
  ' pad ',
  'the same prefix 1',
  'the same prefix 2',
]
const int32s = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 1000]
const int64s = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n]
const float32s = [0, -0, 1.5, Number.NaN, Infinity, -Infinity, 2 ** -149, 3.4028234663852886e38]
const float64s = [0, -0, 0.1, Number.NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE]

/** Values of each type that engines get wrong, the first three different from each other. */
export const edgeValues: Readonly<Record<DataType, readonly unknown[]>> = {
  bool: [true, false, true],
  int32: int32s,
  int64: int64s,
  float32: float32s,
  float64: float64s,
  string: texts,
  bytes: [bytes(), bytes(0), bytes(255), bytes(0, 0), bytes(1, 2, 3, 4, 5, 6, 7, 8, 9)],
  timestamp: [0n, 1_704_067_200_000_000n, -1n, 2n ** 63n - 1n, -(2n ** 63n)],
  'array<bool>': [[], [true], [false, true, false, true, false, true, false, true, true]],
  'array<int32>': [[], int32s, [7]],
  'array<int64>': [[], int64s, [7n]],
  'array<float32>': [[], float32s, [0.5]],
  'array<float64>': [[], float64s, [0.5]],
  'array<string>': [[], texts, ['']],
  'array<bytes>': [[], [bytes(), bytes(1, 2)], [bytes(3)]],
  'array<timestamp>': [[], [0n, -1n], [1n]],
}
