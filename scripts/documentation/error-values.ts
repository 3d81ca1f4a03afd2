import {
  type CallExpression,
  type Expression,
  isAsExpression,
  isCallExpression,
  isConditionalExpression,
  isIdentifier,
  isNewExpression,
  isObjectLiteralExpression,
  isParameterDeclaration,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  isSpreadAssignment,
  isStringLiteral,
  isVariableDeclaration,
  type Node,
  type ParameterDeclaration,
} from 'typescript/unstable/ast'
import { type Project, SymbolFlags, type Symbol as TypeScriptSymbol } from 'typescript/unstable/sync'
import { sourceFiles, walkNodes } from './source-program.js'

/** Which argument stands for a parameter of a function that makes an error for others. */
type Arguments = ReadonlyMap<ParameterDeclaration, Expression | undefined>

/** The names that `values` of a {@link MillraceError} may have, by the codes that are thrown under a folder. */
export function thrownErrors(project: Project, folder: string): Map<string, Set<string>> {
  const reader = new ErrorReader(project, folder)
  const thrown = new Map<string, Set<string>>()
  for (const { code, values } of reader.read()) {
    const known = thrown.get(code) ?? new Set()
    for (const name of values) if (name !== 'cause') known.add(name)
    thrown.set(code, known)
  }
  return thrown
}

interface ThrownError {
  readonly code: string
  readonly values: readonly string[]
}

/** Follows codes and values from where errors are made to where they are named: through constants and parameters. */
class ErrorReader {
  readonly #project: Project
  readonly #made: (readonly Expression[])[] = []
  readonly #calls: CallExpression[] = []
  /** Parameters that the last evaluation met without an argument for them. */
  readonly #unknown = new Set<ParameterDeclaration>()

  constructor(project: Project, folder: string) {
    this.#project = project
    for (const file of sourceFiles(project, folder)) {
      walkNodes(file, (node) => {
        if (isCallExpression(node)) this.#calls.push(node)
        else if (isNewExpression(node) && node.expression.getText() === 'MillraceError')
          this.#made.push(node.arguments ?? [])
      })
    }
  }

  read(): ThrownError[] {
    return this.#made.flatMap(([code, , values]) => this.#evaluate(code, values, new Map()))
  }

  /** What an error may be: once for each call of the function that takes its code or values as a parameter. */
  #evaluate(code: Expression | undefined, values: Expression | undefined, args: Arguments): ThrownError[] {
    this.#unknown.clear()
    const codes = this.#codes(code, args)
    const names = this.#names(values, args)
    const [parameter] = this.#unknown
    if (parameter === undefined) return codes.map((each) => ({ code: each, values: names }))
    const maker = parameter.parent
    return this.#callsOf(maker).flatMap((call) => {
      const known = new Map(args)
      maker.forEachChild((child) => {
        if (isParameterDeclaration(child)) known.set(child, call.arguments[known.size - args.size] ?? child.initializer)
      })
      return this.#evaluate(code, values, known)
    })
  }

  #codes(node: Expression | undefined, args: Arguments): string[] {
    if (node === undefined) return []
    if (isStringLiteral(node)) return [node.text]
    if (isConditionalExpression(node))
      return [...this.#codes(node.whenTrue, args), ...this.#codes(node.whenFalse, args)]
    // What is no name of a constant or parameter is the code of an error that is thrown again.
    return isIdentifier(node) ? this.#codes(this.#valueOf(node, args), args) : []
  }

  #names(node: Expression | undefined, args: Arguments): string[] {
    if (node === undefined) return []
    if (isParenthesizedExpression(node) || isAsExpression(node)) return this.#names(node.expression, args)
    if (isConditionalExpression(node))
      return [...this.#names(node.whenTrue, args), ...this.#names(node.whenFalse, args)]
    if (isIdentifier(node)) return this.#names(this.#valueOf(node, args), args)
    if (!isObjectLiteralExpression(node)) return []
    return node.properties.flatMap((property) =>
      isSpreadAssignment(property) ? this.#names(property.expression, args) : (property.name?.getText() ?? []),
    )
  }

  /** The expression that a constant or parameter stands for. */
  #valueOf(name: Expression, args: Arguments): Expression | undefined {
    const declaration = this.#symbolOf(name)?.valueDeclaration?.resolve(this.#project)
    if (declaration === undefined) return undefined
    if (isVariableDeclaration(declaration)) return isIdentifier(declaration.name) ? declaration.initializer : undefined
    if (!isParameterDeclaration(declaration) || !isIdentifier(declaration.name)) return undefined
    if (args.has(declaration)) return args.get(declaration)
    this.#unknown.add(declaration)
    return undefined
  }

  #callsOf(maker: Node): CallExpression[] {
    const named = isVariableDeclaration(maker.parent) ? maker.parent : maker
    const name = (named as { readonly name?: Expression }).name
    if (name === undefined) return []
    const symbol = this.#symbolOf(name)
    return this.#calls.filter(({ expression }) => {
      const called = isPropertyAccessExpression(expression) ? expression.name : expression
      return called.getText() === name.getText() && this.#symbolOf(called)?.id === symbol?.id
    })
  }

  #symbolOf(node: Node): TypeScriptSymbol | undefined {
    const symbol = this.#project.checker.getSymbolAtLocation(node)
    const isAlias = symbol !== undefined && (symbol.flags & SymbolFlags.Alias) !== 0
    return isAlias ? this.#project.checker.getAliasedSymbol(symbol) : symbol
  }
}
