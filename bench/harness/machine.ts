import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, cpus, totalmem } from 'node:os'

/** Where figures were taken. */
export interface Machine {
  readonly cpu: string
  readonly threads: number
  readonly memoryGiB: number
  readonly platform: string
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    threads: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
  }
}

const measured = ['nodejs-polars', '@duckdb/node-api', 'arquero', 'apache-arrow', 'benchmark']

/** Versions of Node, ours and the peers that are installed. */
export function describeVersions(): Readonly<Record<string, string>> {
  const versions: Record<string, string> = { node: process.versions.node, v8: process.versions.v8 }
  versions.millrace = versionIn(createRequire(import.meta.url).resolve('millrace/package.json'))
  for (const name of measured) {
    const [folder] = createRequire(import.meta.url)
      .resolve.paths(name)!
      .map((path) => `${path}/${name}`)
      .filter(isInstalled)
    if (folder !== undefined) versions[name] = versionIn(`${folder}/package.json`)
  }
  return versions
}

function isInstalled(folder: string): boolean {
  try {
    versionIn(`${folder}/package.json`)
    return true
  } catch {
    return false
  }
}

function versionIn(file: string | URL): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
