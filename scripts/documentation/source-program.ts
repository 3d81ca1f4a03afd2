import type { Node, SourceFile } from 'typescript/unstable/ast'
import { API, type Project } from 'typescript/unstable/sync'

/**
 * Reads a TypeScript project with the compiler, for as long as `use` runs.
 *
 * TypeScript 7.0 calls this interface unstable: where a newer one breaks it, the tests of docs/ say so.
 */
export function withProject<T>(config: string, use: (project: Project) => T): T {
  const api = new API({ cwd: process.cwd() })
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config)
    if (project === undefined) throw new Error(`There is no TypeScript project ${config}`)
    return use(project)
  } finally {
    api.close()
  }
}

/** The project's own files under a folder. */
export function sourceFiles(project: Project, folder: string): SourceFile[] {
  const names = project.program.getSourceFileNames().filter((name) => name.startsWith(folder))
  return names.flatMap((name) => project.program.getSourceFile(name) ?? [])
}

/** Calls `visit` with a node and everything in it. */
export function walkNodes(node: Node, visit: (node: Node) => void): void {
  visit(node)
  node.forEachChild((child) => walkNodes(child, visit))
}
