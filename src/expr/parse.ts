import { MillraceError } from '../errors.js'
import { suggestName } from '../nearest-name.js'
import type { ScalarType, Value } from '../types.js'
import { type DataType, dataTypes, isDataType, scalarTypes } from '../types.js'
import { functions } from './functions.js'
import type { CallExpr, Expr } from './ir.js'
import { maximumDepth } from './limits.js'
import { literalValue } from './literal.js'
import { parseLiteral } from './literal-text.js'
import { operators, precedence } from './precedence.js'
import { describeValue } from './signature.js'
import { reservedWords, syntaxError, type Token, tokenize } from './tokens.js'

const constants: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['nan', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
])

/**
 * Parses the text form of an expression, which is SQL's as far as it goes.
 *
 * - operators, weakest first: `or`, `and`, `not`, comparison (`= == != <> < <= > >=`, `is [not] null`; one, not a chain),
 *   `+ -`, `* / %`, unary `-`, `x::type`
 * - `case when c then v [when ...] [else v] end`, `cast(x as type)`, `name(arguments)` of the function table
 * - columns `trips` or `"any name"`; `'text'` with `''` for a quote; `1`, `1.5`, `1e-3`, `5n`, `nan`, `infinity`, `true`,
 *   `false`, `null`; `[1, 2.5]`
 * - literals with a type: `timestamp '2024-01-31T12:00:00Z'`, `float32 '0.5'`, `bytes '00ff'`, `array<int64> [1]`
 *
 * Words of the grammar and functions are read in any case, columns as they are written. A number without a type adapts to
 * what it meets, and `1.0` is the same as `1`.
 *
 * @throws MILLRACE_EXPRESSION_SYNTAX with `position`, MILLRACE_UNKNOWN_FUNCTION
 * @example
 * parseExpression('conv_rate * trips + 1')
 */
export function parseExpression(text: string): Expr {
  if (typeof text !== 'string') {
    const message = `The text of an expression is a string, and not ${describeValue(text)}`
    throw new MillraceError('MILLRACE_EXPRESSION_SYNTAX', message, { position: 0 })
  }
  return parseTokens(tokenize(text))
}

/** Parses tokens, the last of kind `end`. */
export function parseTokens(tokens: readonly Token[]): Expr {
  return new Parser(tokens).parse()
}

/** Precedence climbing over a list of tokens. */
class Parser {
  readonly #tokens: readonly Token[]
  readonly #heights = new Map<Expr, number>()
  #index = 0
  /** Calls of `#expression` under way: brackets and operands. */
  #depth = 0
  /** Brackets of any kind that are open. */
  #open = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  parse(): Expr {
    const expr = this.#expression(0)
    if (this.#token.kind !== 'end') throw this.#unexpected('an operator or the end')
    return expr
  }

  /** An expression of operators that bind at least as strongly as `least`. */
  #expression(least: number): Expr {
    this.#depth += 1
    if (this.#depth > 2 * maximumDepth) throw this.#tooDeep()
    let left = this.#prefix(least)
    for (let next = this.#infix(left, least); next; next = this.#infix(left, least)) left = next
    this.#depth -= 1
    return left
  }

  /** An expression between brackets or words of the grammar, or after a prefix. */
  #nested(least = 0): Expr {
    this.#open += 1
    if (this.#open > maximumDepth) throw this.#tooDeep()
    const expr = this.#expression(least)
    this.#open -= 1
    return expr
  }

  /** What follows `left` and takes it as its first operand, if it binds strongly enough. */
  #infix(left: Expr, least: number): Expr | undefined {
    const word = this.#word
    if (word === '::' && least <= precedence.cast) {
      this.#index += 1
      return this.#call('cast', [left], this.#type())
    }
    if (word === 'is' && least <= precedence.comparison) return this.#unchained(this.#isNull(left))
    const operator = word === undefined ? undefined : operators.get(word)
    if (!operator || operator.level < least) return undefined
    this.#index += 1
    const call = this.#call(operator.fn, [left, this.#expression(operator.level + 1)])
    return operator.level === precedence.comparison ? this.#unchained(call) : call
  }

  #isNull(left: Expr): Expr {
    this.#index += 1
    const negated = this.#accept('not')
    this.#expect('null')
    const call = this.#call('is_null', [left])
    return negated ? this.#call('not', [call]) : call
  }

  /** Comparisons do not chain: `a < b < c` does not mean what it seems to. */
  #unchained(comparison: Expr): Expr {
    const word = this.#word
    if (word === 'is' || (word !== undefined && operators.get(word)?.level === precedence.comparison)) {
      const at = this.#token.at
      throw syntaxError(
        `A comparison follows a comparison at offset ${at}; write parentheses, or join the two by and`,
        at,
      )
    }
    return comparison
  }

  #prefix(least: number): Expr {
    if (this.#word === 'not') {
      if (least > precedence.not) throw this.#unexpected('a value', 'put not and what it negates in parentheses')
      this.#index += 1
      return this.#call('not', [this.#nested(precedence.not)])
    }
    if (this.#accept('-')) return this.#negative()
    return this.#primary()
  }

  /** A minus before a number is part of the number, so that the smallest integer can be written. */
  #negative(): Expr {
    const token = this.#token
    if (token.kind === 'number' || this.#word === 'infinity') {
      this.#index += 1
      return this.#literal(token.kind === 'number' ? -token.value : Number.NEGATIVE_INFINITY)
    }
    return this.#call('neg', [this.#nested(precedence.sign)])
  }

  #primary(): Expr {
    const token = this.#token
    switch (token.kind) {
      case 'number':
        this.#index += 1
        return this.#literal(token.value)
      case 'string':
        this.#index += 1
        return this.#literal(token.text)
      case 'embedded':
        this.#index += 1
        return token.expr
      case 'quoted':
        this.#index += 1
        return Object.freeze<Expr>({ kind: 'column', name: token.text })
      case 'name':
        return this.#named(token.text)
      default:
        return this.#bracketed()
    }
  }

  #bracketed(): Expr {
    if (this.#word === '[') return this.#literal(this.#items(undefined))
    if (!this.#accept('(')) throw this.#unexpected('a value')
    const inner = this.#nested()
    this.#expect(')')
    return inner
  }

  #named(name: string): Expr {
    const word = name.toLowerCase()
    if (word === 'case') return this.#case()
    if (word === 'cast') return this.#cast()
    if (constants.has(word)) {
      this.#index += 1
      return this.#literal(constants.get(word)!)
    }
    if (reservedWords.has(word)) throw this.#unexpected('a value', `a column of that name is written "${name}"`)
    const typed = this.#typedLiteral(word)
    if (typed) return typed
    this.#index += 1
    return this.#word === '(' ? this.#functionCall(name) : Object.freeze<Expr>({ kind: 'column', name })
  }

  #case(): Expr {
    this.#index += 1
    const branches: [Expr, Expr][] = []
    do {
      this.#expect('when')
      const condition = this.#nested()
      this.#expect('then')
      branches.push([condition, this.#nested()])
    } while (this.#word === 'when')
    const otherwise = this.#accept('else') ? this.#nested() : this.#literal(null)
    this.#expect('end')
    return branches.reduceRight((rest, branch) => this.#call('if', [...branch, rest]), otherwise)
  }

  #cast(): Expr {
    this.#index += 1
    this.#expect('(')
    const value = this.#nested()
    this.#expect('as')
    const type = this.#type()
    this.#expect(')')
    return this.#call('cast', [value], type)
  }

  #functionCall(name: string): Expr {
    const at = this.#tokens[this.#index - 1]!.at
    const definition = functions.get(name.toLowerCase())
    if (!definition) {
      const message = `No function of the name "${name}" (offset ${at}); ${suggestName(name, functions.keys())}`
      throw new MillraceError('MILLRACE_UNKNOWN_FUNCTION', message, { name, position: at })
    }
    this.#index += 1
    const args: Expr[] = []
    if (!this.#accept(')')) {
      do args.push(this.#nested())
      while (this.#accept(','))
      this.#expect(')')
    }
    const [first, second, ...rest] = args
    if (!definition.variadic || !first || !second) return this.#call(definition.name, args)
    const call = this.#call(definition.name, [first, second])
    return rest.reduce((folded, next) => this.#call(definition.name, [folded, next]), call)
  }

  /** `type 'text'`, `type null`, `array<type> [items]`; nothing where the name is not a type followed by a literal. */
  #typedLiteral(word: string): Expr | undefined {
    const start = this.#index
    if (!isDataType(word) && !(word === 'array' && this.#tokens[start + 1]?.text === '<')) return undefined
    const type = this.#typeAhead()
    const token = this.#token
    if (type && this.#accept('null')) return this.#literal(null, type)
    if (type && token.kind === 'symbol' && token.text === '[' && type.startsWith('array')) {
      return this.#literal(this.#items(type.slice(6, -1) as ScalarType), type)
    }
    if (type && token.kind === 'string' && !type.startsWith('array')) {
      this.#index += 1
      return this.#literal(this.#quotedValue(type as ScalarType, token), type)
    }
    this.#index = start
    return undefined
  }

  #quotedValue(type: ScalarType, { text, at }: Token): Value {
    const value = parseLiteral(type, text)
    if (value !== undefined && literalValue(type, value) !== undefined) return literalValue(type, value)!
    throw syntaxError(`No ${type} can be '${text}' at offset ${at}; write it as the type's values are written`, at)
  }

  #items(type: ScalarType | undefined): readonly Value[] {
    this.#index += 1
    const items: Value[] = []
    if (!this.#accept(']')) {
      do items.push(this.#item(type))
      while (this.#accept(','))
      this.#expect(']')
    }
    return Object.freeze(items)
  }

  #item(type: ScalarType | undefined): Value {
    const token = this.#token
    if (token.kind === 'string' && type !== undefined) {
      this.#index += 1
      return this.#quotedValue(type, token)
    }
    const item = this.#accept('-') ? this.#negative() : this.#primary()
    if (item.kind !== 'literal' || item.type !== null || item.value === null || Array.isArray(item.value)) {
      throw syntaxError(
        `An item of a list at offset ${token.at} is no literal; write numbers, strings, true or false`,
        token.at,
      )
    }
    const value = type === undefined ? item.value : literalValue(type, item.value)
    if (value !== undefined) return value
    throw syntaxError(`An item of a list at offset ${token.at} is no ${type}: ${describeValue(item.value)}`, token.at)
  }

  #type(): DataType {
    const { text, at } = this.#token
    const type = this.#typeAhead()
    if (type) return type
    throw syntaxError(`No type of the name "${text}" at offset ${at}; ${suggestName(text, dataTypes)}`, at)
  }

  #typeAhead(): DataType | undefined {
    const words = this.#tokens
      .slice(this.#index, this.#index + 4)
      .map((token) => (token.kind === 'end' ? '' : token.text.toLowerCase()))
    const [first, ...rest] = words
    if (this.#token.kind !== 'name') return undefined
    if (scalarTypes.includes(first as ScalarType)) {
      this.#index += 1
      return first as ScalarType
    }
    const list = [first, ...rest].join('')
    if (rest[1] === undefined || !isDataType(list)) return undefined
    this.#index += 4
    return list
  }

  #literal(value: Value, type: DataType | null = null): Expr {
    return Object.freeze<Expr>({ kind: 'literal', type, value })
  }

  #call(fn: string, args: readonly Expr[], type?: DataType): Expr {
    const call: CallExpr = { kind: 'call', fn, args: Object.freeze(args), ...(type === undefined ? {} : { type }) }
    const height = 1 + args.reduce((most, arg) => Math.max(most, this.#heights.get(arg) ?? 1), 0)
    if (height > maximumDepth) throw this.#tooDeep()
    this.#heights.set(call, height)
    return Object.freeze(call)
  }

  get #token(): Token {
    return this.#tokens[this.#index]!
  }

  /** The token's text where it is a word or a sign of the grammar. */
  get #word(): string | undefined {
    const token = this.#token
    if (token.kind === 'name') return token.text.toLowerCase()
    return token.kind === 'symbol' ? token.text : undefined
  }

  #accept(word: string): boolean {
    if (this.#word !== word) return false
    this.#index += 1
    return true
  }

  #expect(word: string): void {
    if (!this.#accept(word)) throw this.#unexpected(word)
  }

  #unexpected(wanted: string, remedy?: string): MillraceError {
    const { kind, text, at } = this.#token
    const found = kind === 'end' ? 'the end' : kind === 'embedded' ? 'an embedded value' : `"${text}"`
    return syntaxError(`Expected ${wanted} at offset ${at}, found ${found}${remedy ? `; ${remedy}` : ''}`, at)
  }

  #tooDeep(): MillraceError {
    const at = this.#token.at
    return syntaxError(
      `The text is nested more than ${maximumDepth} deep at offset ${at}; compute a part of it as a feature of its own`,
      at,
    )
  }
}
