/** How strongly each form of the text binds; the parser and the printer read the same levels. */
export const precedence = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  sign: 7,
  cast: 8,
  primary: 9,
} as const

interface Operator {
  readonly fn: string
  readonly level: number
}

/** Infix operators of the text, also those that are only read. */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ['or', { fn: 'or', level: precedence.or }],
  ['and', { fn: 'and', level: precedence.and }],
  ['=', { fn: 'eq', level: precedence.comparison }],
  ['==', { fn: 'eq', level: precedence.comparison }],
  ['!=', { fn: 'ne', level: precedence.comparison }],
  ['<>', { fn: 'ne', level: precedence.comparison }],
  ['<', { fn: 'lt', level: precedence.comparison }],
  ['<=', { fn: 'le', level: precedence.comparison }],
  ['>', { fn: 'gt', level: precedence.comparison }],
  ['>=', { fn: 'ge', level: precedence.comparison }],
  ['+', { fn: 'add', level: precedence.sum }],
  ['-', { fn: 'sub', level: precedence.sum }],
  ['*', { fn: 'mul', level: precedence.product }],
  ['/', { fn: 'div', level: precedence.product }],
  ['%', { fn: 'mod', level: precedence.product }],
])
