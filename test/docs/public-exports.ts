import { type Project, SymbolFlags, type Symbol as TypeScriptSymbol } from 'typescript/unstable/sync'
import { withProject } from '../../scripts/documentation/source-program.js'

/** What users import from, and the source of each. */
export const entryPoints: Readonly<Record<string, string>> = {
  millrace: 'src/index.ts',
  'millrace/backend': 'src/backend.ts',
  'millrace/node': 'src/node.ts',
  'millrace/server': 'src/server.ts',
  'millrace/testing': 'src/testing.ts',
}

/** A name that an entry point exports, or `Name.member` of a class. */
export interface PublicExport {
  readonly name: string
  /** The first entry point that has it. */
  readonly entry: string
  /** Its doc block without tags; empty where there is none. */
  readonly doc: string
  readonly examples: readonly string[]
  /** The file that declares it. */
  readonly file: string
}

/** Every export of every entry point once, and the members of exported classes. */
export function publicExports(): PublicExport[] {
  return withProject(`${process.cwd()}/tsconfig.json`, (project) => {
    const all = new Map<string, PublicExport>()
    for (const [entry, path] of Object.entries(entryPoints)) {
      for (const symbol of exportsOf(project, path)) {
        if (!all.has(symbol.name)) all.set(symbol.name, describe(project, symbol, symbol.name, entry))
        for (const member of membersOf(project, symbol)) {
          const name = `${symbol.name}.${member.name}`
          if (!all.has(name)) all.set(name, describe(project, member, name, entry))
        }
      }
    }
    return [...all.values()]
  })
}

function exportsOf(project: Project, path: string): readonly TypeScriptSymbol[] {
  const file = project.program.getSourceFile(`${process.cwd()}/${path}`)
  const module = file && project.checker.getSymbolAtLocation(file)
  if (module === undefined) throw new Error(`There is no module ${path}`)
  return project.checker.getExportsOfModule(module)
}

/** The symbol that an exported name stands for. */
function target({ checker }: Project, symbol: TypeScriptSymbol): TypeScriptSymbol {
  return (symbol.flags & SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
}

/** The members of a class that callers may call: methods and accessors, static ones too. */
function membersOf(project: Project, symbol: TypeScriptSymbol): TypeScriptSymbol[] {
  const declared = target(project, symbol)
  if ((declared.flags & SymbolFlags.Class) === 0) return []
  return [...declared.getMembers().values(), ...declared.getExports().values()].filter(
    (member) => (member.flags & (SymbolFlags.Method | SymbolFlags.Accessor)) !== 0 && /^[A-Za-z]/.test(member.name),
  )
}

function describe(project: Project, symbol: TypeScriptSymbol, name: string, entry: string): PublicExport {
  const declared = target(project, symbol)
  const tags = declared.getJsDocTags(project.checker)
  const examples = tags.flatMap((tag) => (tag.name === 'example' ? [tag.text ?? ''] : []))
  const file = declared.declarations[0]?.path.slice(process.cwd().length + 1) ?? ''
  return { name, entry, doc: declared.getDocumentationComment(project.checker), examples, file }
}
