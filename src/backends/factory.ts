import { MillraceError } from '../errors.js'
import { suggestName } from '../nearest-name.js'
import type { DataFrameBackend } from './backend.js'
import { JsBackend } from './js/js-backend.js'
import { WasmBackend } from './wasm/wasm-backend.js'

/** Makes a backend. Called once, at the first `get` of its name. */
export type MakeBackend = () => DataFrameBackend

const makers = new Map<string, MakeBackend>([
  ['wasm', () => new WasmBackend()],
  ['js', () => new JsBackend()],
])
const made = new Map<string, DataFrameBackend>()

/**
 * The backends of this process by name: `wasm` and `js`, and those that users register.
 *
 * @example
 * BackendFactory.register('mine', () => new MyBackend())
 * BackendFactory.get('mine')
 */
export const BackendFactory = Object.freeze({
  /**
   * Adds a backend under a name of its own.
   *
   * Throws MILLRACE_DUPLICATE_NAME where the name is taken and MILLRACE_INVALID_ARGUMENT where `make` is no function.
   */
  register(name: string, make: MakeBackend): void {
    if (typeof name !== 'string' || name === '' || typeof make !== 'function') {
      throw new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `A backend is registered with a name and a function that makes it: ${String(name)}`,
        { name },
      )
    }
    if (makers.has(name)) {
      throw new MillraceError(
        'MILLRACE_DUPLICATE_NAME',
        `A backend of this name is registered already; choose another name: ${name}`,
        { name },
      )
    }
    makers.set(name, make)
  },

  /**
   * Gives the backend of a name, always the same object.
   *
   * Throws MILLRACE_BACKEND_NOT_FOUND with the nearest name.
   */
  get(name: string): DataFrameBackend {
    const known = made.get(name)
    if (known !== undefined) return known
    const make = makers.get(name)
    if (make === undefined) {
      const remedy = suggestName(String(name), makers.keys())
      throw new MillraceError(
        'MILLRACE_BACKEND_NOT_FOUND',
        `No backend of this name is registered (${remedy}): ${String(name)}`,
        { name },
      )
    }
    const backend = make()
    made.set(name, backend)
    return backend
  },

  /** Lists the names that `get` knows. */
  names(): string[] {
    return [...makers.keys()]
  },
})
