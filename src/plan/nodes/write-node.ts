import { columnsFromTable } from '../../arrow/table-from-columns.js'
import type { ExecutionContext } from '../context.js'
import { DAGNode, tableInput } from '../node.js'
import type { DAGValue, TableValue } from '../value.js'
import { offlineWrite, onlineWrite, type StoredView } from '../stored-view.js'

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
    const columns = columnsFromTable(value.table)
    if (this.targets.online)
      context.writes.online.push({ view: this.view.name, write: onlineWrite(context.project, this.view, columns) })
    if (this.targets.offline)
      context.writes.offline.push({ view: this.view.name, write: offlineWrite(context.project, this.view, value.table) })
    return value
  }
}
