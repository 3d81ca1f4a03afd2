import type { FeatureView } from '../definitions/feature-view.js'
import { MillraceError } from '../errors.js'

/** A view and the nodes of the views it is computed from. */
export interface FeatureViewNode {
  readonly view: FeatureView
  readonly inputs: readonly FeatureViewNode[]
}

/**
 * Builds the dependency graph of views from their `sourceViews`. A view reached by several ways is one node.
 *
 * Throws MILLRACE_CYCLE, naming the path, when views depend on each other in a circle.
 */
export class FeatureResolver {
  readonly #nodes = new Map<string, FeatureViewNode>()

  /**
   * `lookup` gives the registered view of a name, so that a projection and its view are one node; by default a view
   * stands for itself.
   */
  constructor(readonly lookup: (view: FeatureView) => FeatureView = (view) => view) {}

  /** The graph that ends in `view`. */
  resolve(view: FeatureView): FeatureViewNode {
    return this.#resolve(view, [])
  }

  /** The nodes that `roots` need, each after its inputs, each once. */
  topologicalSort(...roots: readonly FeatureViewNode[]): readonly FeatureViewNode[] {
    const ordered = new Set<FeatureViewNode>()
    const visit = (node: FeatureViewNode): void => {
      if (ordered.has(node)) return
      for (const input of node.inputs) visit(input)
      ordered.add(node)
    }
    for (const root of roots) visit(root)
    return [...ordered]
  }

  #resolve(view: FeatureView, path: readonly string[]): FeatureViewNode {
    if (path.includes(view.name)) {
      const cycle = [...path.slice(path.indexOf(view.name)), view.name]
      throw new MillraceError(
        'MILLRACE_CYCLE',
        `Feature views depend on each other in a circle: ${cycle.join(' -> ')}`,
        {
          path: cycle,
        },
      )
    }
    const known = this.#nodes.get(view.name)
    if (known) return known
    const registered = this.lookup(view)
    const node = {
      view: registered,
      inputs: registered.sourceViews.map((source) => this.#resolve(source, [...path, view.name])),
    }
    this.#nodes.set(view.name, node)
    return node
  }
}
