import type { DataType } from '../types.js'
import { operandIr } from './call.js'
import { Expression } from './expression.js'
import type { Operand } from './operand.js'
import { parseTokens } from './parse.js'
import { syntaxError, type Token, tokenize } from './tokens.js'

/**
 * Writes an expression as text, with expressions and plain values embedded by `${}`: these are taken as they are, never as
 * text. See `parseExpression` for the grammar. The result's type is known when it meets a schema, or is given: `` expr<'float32'>`...` ``.
 *
 * @throws MILLRACE_EXPRESSION_SYNTAX with `position`, where each `${}` counts for one character; MILLRACE_UNKNOWN_FUNCTION
 * @example
 * expr`conv_rate * ${weight} + 1`
 */
export function expr<T extends DataType = never>(
  strings: TemplateStringsArray,
  ...values: readonly Operand[]
): Expression<T> {
  const tokens: Token[] = []
  let offset = 0
  strings.forEach((text: string | undefined, index) => {
    if (text === undefined)
      throw syntaxError(`An escape in the template is malformed after offset ${offset}; double the backslash`, offset)
    if (index > 0) {
      tokens.pop()
      tokens.push({ kind: 'embedded', text: '', expr: operandIr(values[index - 1]!), at: offset })
      offset += 1
    }
    tokens.push(...tokenize(text, offset))
    offset += text.length
  })
  return new Expression(parseTokens(tokens))
}
