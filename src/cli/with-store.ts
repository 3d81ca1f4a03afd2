import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { openFeatureStore } from '../config/open-feature-store.js'
import type { FeatureStore } from '../feature-store.js'
import { findDefinitions, loadDefinitions } from './load-definitions.js'
import { type Output, processOutput } from './output.js'

/** Options that every command takes. */
export interface GlobalOptions {
  readonly chdir: string
  readonly config: string
  readonly definitions?: string
  readonly json?: boolean
}

/** A command's output, by its options. */
export function outputOf(command: Command): Output {
  return processOutput(command.optsWithGlobals<GlobalOptions>().json ?? false)
}

interface Project {
  readonly directory: string
  readonly config: string
  readonly definitions: string | undefined
}

function projectOf(command: Command): Project {
  const options = command.optsWithGlobals<GlobalOptions>()
  const directory = resolve(options.chdir)
  const config = resolve(directory, options.config)
  const beside = options.definitions === undefined ? dirname(config) : directory
  return { directory, config, definitions: findDefinitions(beside, options.definitions) }
}

/** Says whether a command's project has a file of definitions. */
export function hasDefinitions(command: Command): boolean {
  return projectOf(command).definitions !== undefined
}

/**
 * Opens the project that a command is about, runs it on the store and closes the store.
 *
 * Definitions are loaded where there are any: views with code in them run the code of the file, not of the registry.
 */
export async function withStore(
  command: Command,
  run: (store: FeatureStore, output: Output, directory: string) => Promise<void>,
): Promise<void> {
  const output = outputOf(command)
  const { directory, config, definitions: file } = projectOf(command)
  const definitions = file === undefined ? [] : await loadDefinitions(file)
  const store = await openFeatureStore(config, { definitions, onWarning: output.warn })
  try {
    await run(store, output, directory)
  } finally {
    await store.close()
  }
}
