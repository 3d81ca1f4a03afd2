import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createJiti } from 'jiti'
import type { Definition } from '../definitions/definition.js'
import { Entity } from '../definitions/entity.js'
import { FeatureService } from '../definitions/feature-service.js'
import { FeatureView } from '../definitions/feature-view.js'
import { FileSource } from '../definitions/file-source.js'
import { PushSource } from '../definitions/push-source.js'
import { RequestSource } from '../definitions/request-source.js'
import { MillraceError } from '../errors.js'

const names = ['features.ts', 'features.mts', 'features.js', 'features.mjs']
const classes = [Entity, FeatureService, FeatureView, FileSource, PushSource, RequestSource]

/**
 * Finds the file with a project's definitions: `file` where it is named, else `features.ts`, `.mts`, `.js` or `.mjs`;
 * undefined where there is none of them.
 *
 * @throws MILLRACE_FILE_NOT_FOUND for a named file that is not there.
 */
export function findDefinitions(directory: string, file: string | undefined): string | undefined {
  if (file === undefined) return names.map((name) => join(directory, name)).find((path) => existsSync(path))
  const path = resolve(directory, file)
  if (existsSync(path)) return path
  throw new MillraceError(
    'MILLRACE_FILE_NOT_FOUND',
    `There is no file of definitions here; check --definitions: ${path}`,
    { path },
  )
}

/**
 * Runs a project's file of definitions and collects those it exports, alone or in lists, each once.
 *
 * Its imports of `millrace`, `millrace/...` and `apache-arrow` get the modules of this process, wherever the file is: a
 * second copy would have other classes, and Arrow tables of two copies corrupt each other.
 *
 * @throws MILLRACE_INVALID_DEFINITION where the file does not run, or exports no definition; errors of definitions as
 * they are.
 */
export async function loadDefinitions(path: string): Promise<readonly Definition[]> {
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false, virtualModules: await ownModules() })
  let exported: Record<string, unknown>
  try {
    exported = await jiti.import(path)
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError(
      'MILLRACE_INVALID_DEFINITION',
      `The definitions do not load (${reason}); mend the file: ${path}`,
      { path, cause },
    )
  }
  const definitions = [...new Set(Object.values(exported).flat())].filter(isDefinition)
  if (definitions.length > 0) return definitions
  throw new MillraceError(
    'MILLRACE_INVALID_DEFINITION',
    `The file exports no definitions; export its entities, views and services: ${path}`,
    { path },
  )
}

async function ownModules(): Promise<Record<string, unknown>> {
  return {
    millrace: await import('../index.js'),
    'millrace/backend': await import('../backend.js'),
    'millrace/node': await import('../node.js'),
    'millrace/server': await import('../server.js'),
    'apache-arrow': await import('apache-arrow'),
  }
}

function isDefinition(value: unknown): value is Definition {
  return classes.some((definition) => value instanceof definition)
}
