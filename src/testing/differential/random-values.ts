import { type DataType, isArrayType, itemType, type ScalarType, type Value } from '../../types.js'
import { edgeValues } from '../backend-suite/edge-values.js'

/**
 * What a column holds: `edge` the values engines get wrong, `any` any bits, `ordinary` what users have, `pool` one of
 * a few values a type has, which makes equal keys.
 */
export type Profile = 'edge' | 'any' | 'ordinary' | 'pool'

/** Gives a fresh integer from 0 to 2^32 - 1 at each call. */
export type Random = () => number

/** A generator that gives the same numbers for the same seeds: splitmix32, each row with a stream of its own. */
export function randomStream(seed: number, row: number): Random {
  let state = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) + Math.imul(row + 1, 0x85ebca6b)
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
}

/** A value of a type, never null. `spread` is how many values a pool has. */
export function randomValue(type: DataType, profile: Profile, random: Random, spread: number): Value {
  if (isArrayType(type)) {
    if (profile === 'edge' && random() % 3 === 0) return edgeValues[type][random() % edgeValues[type].length] as Value
    const length = random() % 8 === 0 ? random() % 23 : random() % 5
    return Array.from({ length }, () => randomValue(itemType(type), profile, random, spread))
  }
  switch (profile) {
    case 'edge':
      return edgeValues[type][random() % edgeValues[type].length] as Value
    case 'pool':
      return poolValue(type, random() % spread)
    case 'any':
      return anyValue(type, random)
    case 'ordinary':
      return ordinaryValue(type, random)
  }
}

/** Value number `index` of a type: its edges first, then ever more that differ from them. */
function poolValue(type: ScalarType, index: number): Value {
  const edges = edgeValues[type]
  if (type === 'bool' || index < edges.length) return edges[index % edges.length] as Value
  switch (type) {
    case 'int64':
    case 'timestamp':
      return BigInt(index) * 1_000_003n
    case 'string':
      return `key ${index}`
    case 'bytes':
      return Uint8Array.of(index & 255, (index >> 8) & 255, 7)
    default:
      return index
  }
}

const view = new DataView(new ArrayBuffer(8))

function anyValue(type: ScalarType, random: Random): Value {
  view.setUint32(0, random())
  view.setUint32(4, random())
  switch (type) {
    case 'bool':
      return random() % 2 === 1
    case 'int32':
      return view.getInt32(0)
    case 'int64':
    case 'timestamp':
      return view.getBigInt64(0)
    case 'float32':
      return view.getFloat32(0)
    case 'float64':
      return view.getFloat64(0)
    case 'string':
      return Array.from({ length: random() % 12 }, () => randomPoint(random)).join('')
    case 'bytes':
      return Uint8Array.from({ length: random() % 20 }, () => random())
  }
}

/** A character of any length in UTF-8, or one that casts, case mappings and trims look at. */
function randomPoint(random: Random): string {
  const telling = ' \t0123456789+-.eE:TZ'
  switch (random() % 5) {
    case 0:
      return telling[random() % telling.length]!
    case 1:
      return String.fromCodePoint(random() % 0x80)
    case 2:
      return String.fromCodePoint(0x80 + (random() % 0x780))
    case 3:
      return String.fromCodePoint(0x10000 + (random() % 0x100000))
    default: {
      const point = 0x800 + (random() % 0xf800)
      return String.fromCodePoint(point >= 0xd800 && point < 0xe000 ? point - 0x800 : point)
    }
  }
}

function ordinaryValue(type: ScalarType, random: Random): Value {
  // Small numbers are places in lists and texts, and equal each other.
  const near = random() % 2 === 0 ? random() % 7 : (random() % 2001) - 1000
  switch (type) {
    case 'bool':
      return random() % 2 === 1
    case 'int32':
      return near
    case 'int64':
      return BigInt(near)
    case 'timestamp':
      return 1_704_067_200_000_000n + BigInt(random()) * 1_000n
    case 'float32':
      return Math.fround(near / 8 + (random() % 100) / 1000)
    case 'float64':
      return near / 8 + (random() % 1_000_000) / 1e7
    case 'string':
      return ordinaryText(random)
    case 'bytes':
      return Uint8Array.from({ length: 4 }, () => random() % 3)
  }
}

/** Short pieces that occur in the others. */
const pieces = ['a', 'e', 'aa', ' ', '1', 'ß', 'r', '-', '']
const words = [
  'driver',
  'Trip',
  'ÄRGER',
  'straße',
  'true',
  'false',
  'NaN',
  '-Infinity',
  '',
  ' padded ',
  'ǅ',
  'aaaa',
  'İi',
]

/** Words, and texts that some casts take. */
function ordinaryText(random: Random): string {
  const number = (random() % 20001) - 10000
  switch (random() % 9) {
    case 0:
      return String(number)
    case 1:
      return String(number / (random() % 997))
    case 2:
      return String(anyValue('float64', random))
    case 3:
      return String(anyValue('int64', random))
    case 4:
      return new Date(1.7e12 + random() * 100).toISOString().slice(0, [10, 19, 23, 24][random() % 4])
    case 5:
    case 6:
      return pieces[random() % pieces.length]!
    default:
      return Array.from({ length: 1 + (random() % 2) }, () => words[random() % words.length]!).join('')
  }
}
