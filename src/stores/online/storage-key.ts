import { MillraceError } from '../../errors.js'
import type { Value } from '../../types.js'
import { decodeEntityKey } from '../key-codec.js'

const utf8 = new TextEncoder()

/**
 * The bytes every key of a view, or of a project, begins with: project, NUL, view, NUL; the entity key follows.
 *
 * Names hold no NUL, so no prefix of one view or project is the beginning of another's keys.
 *
 * @throws MILLRACE_INVALID_NAME for an empty name or one with a NUL in it.
 */
export function storagePrefix(project: string, view?: string): Uint8Array {
  const names = view === undefined ? [project] : [project, view]
  for (const name of names) assertStorable(name)
  return utf8.encode(names.map((name) => `${name}\0`).join(''))
}

/** The values of an entity key by join key name, for people to read. */
export function describeEntityKey(entityKey: Uint8Array): Record<string, Value> {
  return Object.fromEntries(decodeEntityKey(entityKey).map(({ name, value }) => [name, value]))
}

/** The bytes of a key as a string of one unit a byte, which a Map can hold. */
export function keyText(key: Uint8Array): string {
  // Spreading a very long key would overflow the stack.
  if (key.length <= 1024) return String.fromCharCode.apply(null, key as unknown as number[])
  return Array.from(key, (byte) => String.fromCharCode(byte)).join('')
}

function assertStorable(name: string): void {
  if (name !== '' && !name.includes('\0')) return
  throw new MillraceError(
    'MILLRACE_INVALID_NAME',
    `A project or view whose rows are stored needs a name without NUL; give it one: ${JSON.stringify(name)}`,
    { name },
  )
}
