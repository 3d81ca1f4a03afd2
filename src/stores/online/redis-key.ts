import { xxh32Padded } from './xxh32.js'

/** What all keys in Redis begin with, since others may use the same one. */
const KEY_BEGINNING = 'millrace:'

/**
 * The key in Redis of a storage key: `millrace:{tag}` before it.
 *
 * The tag, three hexadecimal digits, is a hash of the entity key alone. In a cluster Redis places keys by what stands in
 * braces, so all views of one entity are on one node, where they can be written and read in one step.
 */
export function redisKey(storageKey: Uint8Array): Buffer {
  const beginning = `${KEY_BEGINNING}{${tag(storageKey)}}`
  const key = Buffer.allocUnsafe(beginning.length + storageKey.length)
  key.write(beginning, 'latin1')
  key.set(storageKey, beginning.length)
  return key
}

/** The part of a key in Redis that decides its place. */
export function redisTag(key: Buffer): string {
  return key.toString('latin1', KEY_BEGINNING.length + 1, KEY_BEGINNING.length + 4)
}

/** The glob pattern of all keys in Redis whose storage key begins with `prefix`. */
export function redisPattern(prefix: Uint8Array): string {
  const names = new TextDecoder().decode(prefix)
  return `${KEY_BEGINNING}{???}${names.replace(/[*?[\]\\^-]/g, '\\$&')}*`
}

function tag(storageKey: Uint8Array): string {
  // Project, NUL, view, NUL, entity key.
  const entityKey = storageKey.subarray(storageKey.indexOf(0, storageKey.indexOf(0) + 1) + 1)
  return (xxh32Padded(entityKey) & 0xfff).toString(16).padStart(3, '0')
}
