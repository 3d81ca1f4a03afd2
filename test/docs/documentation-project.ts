import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { temporaryFolder } from '../support/temporary-folder.js'
import { requireBuiltPackage } from './built-package.js'

const compilerOptions = {
  target: 'ES2022',
  module: 'NodeNext',
  lib: ['ES2023', 'ESNext.Disposable', 'DOM'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  outDir: 'out',
  rootDir: '.',
}

/** Packages that documentation imports, besides this one. */
const packages = ['apache-arrow', 'assemblyscript', '@loaders.gl', '@types']

/** What a program said. */
export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A user's project: the built package is in its node_modules, and its modules are what the documentation shows. */
export class DocumentationProject {
  readonly folder = temporaryFolder()

  constructor() {
    requireBuiltPackage()
    mkdirSync(join(this.folder, 'node_modules'))
    symlinkSync(resolve('.'), join(this.folder, 'node_modules/millrace'))
    for (const name of packages) symlinkSync(resolve('node_modules', name), join(this.folder, 'node_modules', name))
    this.write('package.json', JSON.stringify({ type: 'module', private: true }))
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['modules'] }))
  }

  /** Writes a file of the project. */
  write(path: string, text: string): void {
    const whole = join(this.folder, path)
    mkdirSync(dirname(whole), { recursive: true })
    writeFileSync(whole, text)
  }

  /** Compiles modules/ to out/, and gives the complaints by module, without those that are fine. */
  compile(): Map<string, string[]> {
    const complaints = new Map<string, string[]>()
    const { status, stdout } = this.#node([resolve('node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false'])
    for (const line of stdout.split('\n')) {
      const module = /^modules\/(.+)\.ts\(/.exec(line)?.[1]
      if (module !== undefined) complaints.set(module, [...(complaints.get(module) ?? []), line])
    }
    if (status !== 0 && complaints.size === 0) throw new Error(`The documentation does not compile: ${stdout}`)
    return complaints
  }

  /** Runs a compiled module as a program, in the project's folder. */
  run(module: string, ...args: readonly string[]): Run {
    return this.#node([`out/modules/${module}.js`, ...args])
  }

  #node(args: readonly string[]): Run {
    return spawnSync(process.execPath, args, { cwd: this.folder, encoding: 'utf8', timeout: 120_000 })
  }
}
