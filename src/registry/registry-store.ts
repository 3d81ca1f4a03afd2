import { MillraceError } from '../errors.js'

/** What a registry store holds: the registry's bytes, and which of the writes made them. */
export interface StoredRegistry {
  readonly bytes: Uint8Array
  /** Tells one write from another; equal for equal bytes at the least. */
  readonly version: string
}

/**
 * Keeps the bytes of one registry, and lets them be replaced only by who has seen them.
 *
 * Public methods are what callers use; `_read` and `_replace` are all that an implementer writes.
 */
export abstract class RegistryStore {
  /** What is stored; null where nothing is. */
  async read(): Promise<StoredRegistry | null> {
    return this._read()
  }

  /**
   * Replaces what is stored, as a whole or not at all, and returns its new version.
   *
   * @param expected the version that `read` gave; null where it gave nothing.
   * @throws MILLRACE_REGISTRY_CONFLICT where what is stored is of another version.
   */
  async replace(bytes: Uint8Array, expected: string | null): Promise<string> {
    if (!(bytes instanceof Uint8Array)) {
      throw new MillraceError('MILLRACE_INVALID_ARGUMENT', 'A registry is replaced by bytes, a Uint8Array')
    }
    return this._replace(bytes, expected)
  }

  protected abstract _read(): Promise<StoredRegistry | null>
  protected abstract _replace(bytes: Uint8Array, expected: string | null): Promise<string>
}

/** The error for a registry that someone else has changed in between. */
export function conflict(place: string, expected: string | null, found: string | null): MillraceError {
  return new MillraceError(
    'MILLRACE_REGISTRY_CONFLICT',
    `Someone else changed the registry while this change was made; nothing was written, so read it again and repeat: ${place}`,
    { place, expected, found },
  )
}
