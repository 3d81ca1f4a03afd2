import { MillraceError } from '../errors.js'
import { corrupt, wrongDefinition } from './data-reader.js'
import { migrateRegistry } from './migrate.js'
import { buildRegistry, type RegistryState } from './registry.js'
import type { RegistryData } from './registry-data.js'
import { TransformCode } from './transform-code.js'

/** Writes a registry as the bytes of its file: JSON, for people to read too. */
export function encodeRegistry(state: RegistryState): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(state.data, null, 2)}\n`)
}

/**
 * Reads a registry from the bytes of its file, of this format or an older one. Nothing in it is trusted, and no text in
 * it is evaluated.
 *
 * @param code the functions of loaded definitions, for views of modes rows and arrow.
 * @throws MILLRACE_REGISTRY_CORRUPT, also where the file is of a newer format; MILLRACE_CYCLE where views depend on each
 * other in a circle.
 */
export function decodeRegistry(bytes: Uint8Array, code = new TransformCode()): RegistryState {
  try {
    const { data } = migrateRegistry(parse(bytes))
    return buildRegistry(data as RegistryData, code)
  } catch (cause) {
    if (
      cause instanceof MillraceError &&
      (cause.code === 'MILLRACE_REGISTRY_CORRUPT' || cause.code === 'MILLRACE_CYCLE')
    )
      throw cause
    throw wrongDefinition(cause)
  }
}

function parse(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw corrupt('the file', 'is no UTF-8 text', `${bytes.length} bytes`, cause)
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw corrupt('the file', 'is no JSON', text, cause)
  }
}
