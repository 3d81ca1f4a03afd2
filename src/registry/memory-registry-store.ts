import { conflict, RegistryStore, type StoredRegistry } from './registry-store.js'

/**
 * Keeps a registry in memory, for tests and for browsers.
 *
 * @example
 * await FeatureStore.open({ project: 'demo', registry: new MemoryRegistryStore(), onlineStore, offlineStore })
 */
export class MemoryRegistryStore extends RegistryStore {
  #bytes: Uint8Array | null = null
  #writes = 0

  protected async _read(): Promise<StoredRegistry | null> {
    return this.#bytes === null ? null : { bytes: this.#bytes.slice(), version: String(this.#writes) }
  }

  protected async _replace(bytes: Uint8Array, expected: string | null): Promise<string> {
    const version = this.#bytes === null ? null : String(this.#writes)
    if (version !== expected) throw conflict('in memory', expected, version)
    this.#bytes = bytes.slice()
    this.#writes += 1
    return String(this.#writes)
  }
}
