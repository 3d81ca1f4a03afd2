/**
 * An operand of generated code: JavaScript expressions of its value and of whether it has one. Both are free of effects
 * and short: a variable, a constant. Where there is no value, `value` still is of its type: false for a bool, anything
 * for the rest.
 */
export interface Operand {
  readonly value: string
  /** `true`, `false` or a variable. */
  readonly valid: string
}

/** Each variable takes 8 bytes of the stack at every call, and the many that follow from thousands are never optimised. */
const mostVariables = 5000

/**
 * The source of a function under construction: a list of statements, each of which names a value that never changes. A
 * value that is asked for again is the variable it has: that is how common subexpressions are found.
 *
 * No text from outside ever becomes code. What is not a number goes in as a parameter ({@link bind}), and names and texts
 * as string literals ({@link quote}).
 */
export class RowSource {
  readonly #lines: string[] = []
  readonly #variables = new Map<string, string>()
  readonly #parameters = new Map<unknown, string>()
  #declared = 0

  /** The statements. */
  get text(): string {
    return this.#lines.join('\n')
  }

  /**
   * Makes the function that an expression of JavaScript gives; undefined where it has more variables than one can hold.
   *
   * @throws EvalError where the platform forbids code from text.
   */
  compile<F>(code: string): F | undefined {
    if (this.#declared > mostVariables) return undefined
    return new Function(...this.#parameters.values(), `'use strict'\nreturn ${code}`)(...this.#parameters.keys()) as F
  }

  /** Appends a statement. */
  add(line: string): void {
    this.#lines.push(line)
  }

  /** Counts variables that come about otherwise than by {@link emit}. */
  declare(count: number): void {
    this.#declared += count
  }

  /** Names a value of the host: a function, a list. */
  bind(value: unknown): string {
    const known = this.#parameters.get(value)
    if (known !== undefined) return known
    const name = `p${this.#parameters.size}`
    this.#parameters.set(value, name)
    return name
  }

  /** Names the value of an expression without effects. */
  emit(expression: string): string {
    const known = this.#variables.get(expression)
    if (known !== undefined) return known
    const name = `v${this.#variables.size}`
    this.#variables.set(expression, name)
    this.declare(1)
    this.add(`const ${name} = ${expression}`)
    return name
  }

  /** Names whether all of some operands have values. */
  allValid(operands: readonly Operand[]): string {
    const conditions = [...new Set(operands.map(({ valid }) => valid))].filter((valid) => valid !== 'true')
    if (conditions.includes('false')) return 'false'
    if (conditions.length <= 1) return conditions[0] ?? 'true'
    return this.emit(conditions.join(' && '))
  }
}

/** Writes text as a string literal of any JavaScript: JSON's, without the line separators that older ones do not take. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
