import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import type { Column } from '../../column.js'
import type { ExecutionContext } from '../context.js'
import { DAGNode, tablesInput } from '../node.js'
import type { DAGValue, FrameValue } from '../value.js'

/**
 * Joins tables whose rows already belong together by position into one frame. Readers match keys and times; what is
 * left here is to set columns side by side, which copies nothing until the backend takes the frame in.
 */
export class JoinNode extends DAGNode {
  readonly kind = 'join'

  constructor(id: string, tables: DAGNode) {
    super(id, [tables])
  }

  describe(): string {
    return 'entity rows and sources by position'
  }

  execute(context: ExecutionContext, inputs: readonly DAGValue[]): FrameValue {
    const { tables, length } = tablesInput(this, inputs, 0)
    const columns = new Map<string, Column>()
    for (const table of tables) for (const [name, column] of columnsFromTable(table)) columns.set(name, column)
    return {
      kind: 'frame',
      backend: context.backend,
      frame: context.backend.fromArrow(tableFromColumns(columns, length)),
    }
  }
}
