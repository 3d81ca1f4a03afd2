import type { ExecutionContext } from '../context.js'
import { DAGNode, tableInput } from '../node.js'
import type { StoredView } from '../stored-view.js'
import type { DAGValue, TableValue } from '../value.js'

/** Which stores a {@link WriteNode} writes to. */
export interface WriteTargets {
  readonly online: boolean
  readonly offline: boolean
}

/**
 * Adds a view's rows to the run's write set. Nothing is written here: the engine commits all views of a run as one
 * step, so that no reader and no crash sees half of it.
 */
export class WriteNode extends DAGNode {
  readonly kind = 'write'

  constructor(
    id: string,
    input: DAGNode,
    readonly view: StoredView,
    readonly targets: WriteTargets,
  ) {
    super(id, [input])
  }

  describe(): string {
    const stores = [this.targets.online ? 'online' : '', this.targets.offline ? 'offline' : ''].filter(Boolean)
    return `${this.view.name} to ${stores.join(' and ')}`
  }

  execute(context: ExecutionContext, inputs: readonly DAGValue[]): TableValue {
    const value = tableInput(this, inputs, 0)
    context.writes.push({ view: this.view, rows: value.table, ...this.targets })
    return value
  }
}
