import type { Overload } from '../../src/expr/function-definition.js'
import { type DataType, dataTypes, isArrayType, itemType, scalarTypes } from '../../src/types.js'

/** An overload with one type, in some or all of its places, replaced by T. */
interface Pattern {
  readonly text: string
  /** What T stands for. */
  readonly type: DataType
}

/** Writes a function's overloads in a few lines: those that differ in one type only are one line with a T. */
export function signatures(overloads: readonly Overload[]): string[] {
  const lines: string[] = []
  let rest = overloads.map((overload) => ({ overload, patterns: patternsOf(overload) }))
  while (rest.length > 0) {
    const text = mostCommon(rest.flatMap(({ patterns }) => [...new Set(patterns.map(({ text }) => text))]))
    const types = rest.flatMap(({ patterns }) => patterns.find((pattern) => pattern.text === text)?.type ?? [])
    const taken = rest.filter(({ patterns }) => patterns.some((pattern) => pattern.text === text))
    lines.push(taken.length === 1 ? signature(taken[0]!.overload) : `${text} for T ${describeTypes(types)}`)
    rest = rest.filter((each) => !taken.includes(each))
  }
  return lines
}

/** Writes what `cast` makes of each type. */
export function castSignatures(overloads: readonly Overload[]): string[] {
  const sources = new Set(overloads.map(({ args }) => args[0]!))
  return [...sources].map((source) => {
    const targets = overloads.filter(({ args }) => args[0] === source)
    return `\`${source}\` to ${targets.map(({ result }) => `\`${result}\``).join(', ')}`
  })
}

function signature({ args, result }: Overload): string {
  return `\`(${args.join(', ')}) → ${result}\``
}

/** The text that occurs most, of several the one with T in most places, and of these the longest: `array<T>`, not T. */
function mostCommon(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const most = Math.max(...counts.values())
  const best = [...counts.keys()].filter((text) => counts.get(text) === most)
  const rank = (text: string) => 1000 * text.split('T').length + text.length
  return best.reduce((left, right) => (rank(right) > rank(left) ? right : left))
}

function patternsOf({ args, result }: Overload): Pattern[] {
  const places = [...args, result]
  return [...new Set(places)].flatMap((type) => {
    const whole = withVariable(places, type, (each) => (each === type ? 'T' : undefined))
    if (!isArrayType(type)) return whole
    const item = itemType(type)
    const ofItems = (each: DataType) => (each === type ? 'array<T>' : each === item ? 'T' : undefined)
    return [...whole, ...withVariable(places, item, ofItems)]
  })
}

/** One pattern for each choice of the places that a variable may stand in. */
function withVariable(
  places: readonly DataType[],
  type: DataType,
  variable: (type: DataType) => string | undefined,
): Pattern[] {
  const choices = places.reduce<string[][]>(
    (begun, place) => {
      const named = variable(place)
      return begun.flatMap((left) =>
        named
          ? [
              [...left, named],
              [...left, place],
            ]
          : [[...left, place]],
      )
    },
    [[]],
  )
  return choices
    .filter((choice) => choice.some((name) => name === 'T' || name === 'array<T>'))
    .map((choice) => ({ text: `\`(${choice.slice(0, -1).join(', ')}) → ${choice.at(-1)}\``, type }))
}

function describeTypes(types: readonly DataType[]): string {
  const all = new Set<string>(types)
  const isAll = (whole: readonly string[]) => whole.length === all.size && whole.every((type) => all.has(type))
  if (isAll(dataTypes)) return 'of any type'
  if (isAll(scalarTypes)) return 'of any type that is no list'
  return `= ${types.map((type) => `\`${type}\``).join(', ')}`
}
