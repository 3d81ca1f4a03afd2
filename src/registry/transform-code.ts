import type { Definition } from '../definitions/definition.js'
import type {
  ArrowFunction,
  ArrowTransformation,
  RowsFunction,
  RowsTransformation,
} from '../definitions/transformation.js'
import { viewsBehind } from './references.js'

/**
 * The functions of loaded definitions, by view and fingerprint. A registry holds no code, so a view read from it runs
 * the function of the loaded definition of its name, provided it is the very one that was applied.
 */
export class TransformCode {
  readonly #functions = new Map<string, RowsFunction | ArrowFunction>()

  /** @param definitions those whose views, and their source views, bring functions. */
  constructor(definitions: Iterable<Definition> = []) {
    this.add(definitions)
  }

  /** Loads the functions of more definitions. */
  add(definitions: Iterable<Definition>): void {
    for (const view of viewsBehind(definitions)) {
      const { name, transformation } = view
      if (transformation?.mode !== 'rows' && transformation?.mode !== 'arrow') continue
      const { mode, fn, fingerprint } = transformation
      if (fn !== null) this.#functions.set(key(name, mode, fingerprint), fn)
    }
  }

  /** The transformation of that fingerprint, with its function where it is loaded. */
  transformation(view: string, mode: 'rows' | 'arrow', fingerprint: string): RowsTransformation | ArrowTransformation {
    const fn = this.#functions.get(key(view, mode, fingerprint)) ?? null
    return Object.freeze({ mode, fn, fingerprint }) as RowsTransformation | ArrowTransformation
  }
}

function key(view: string, mode: string, fingerprint: string): string {
  return JSON.stringify([view, mode, fingerprint])
}
