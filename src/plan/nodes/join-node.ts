import { columnsFromTable } from '../../arrow/table-from-columns.js'
import type { Column } from '../../column.js'
import type { ExecutionContext } from '../context.js'
import type { FusedTransforms } from '../fused-transforms.js'
import { DAGNode, tablesInput } from '../node.js'
import type { DAGValue, FrameValue, PendingValue } from '../value.js'

/**
 * Joins tables whose rows already belong together by position into one frame. Readers match keys and times; what is
 * left here is to set columns side by side, which copies nothing until the backend takes the frame in.
 */
export class JoinNode extends DAGNode {
  readonly kind = 'join'

  /** `fused`: what few rows go through instead of a frame, where all nodes up to the plan's end can do without one. */
  constructor(
    id: string,
    tables: DAGNode,
    readonly fused: FusedTransforms | null = null,
  ) {
    super(id, [tables])
  }

  describe(): string {
    return 'entity rows and sources by position'
  }

  execute(context: ExecutionContext, inputs: readonly DAGValue[]): FrameValue | PendingValue {
    const { backend } = context
    const { tables, length } = tablesInput(this, inputs, 0)
    const columns = new Map<string, Column>()
    for (const table of tables) for (const [name, column] of columnsFromTable(table)) columns.set(name, column)
    const compute = this.fused?.forRows(backend, columns, length)
    if (compute) return { kind: 'pending', columns, length, compute }
    return { kind: 'frame', backend, frame: backend.fromColumns(columns, length) }
  }
}
