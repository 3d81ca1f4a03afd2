import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import type { Column } from '../../column.js'
import type { ExecutionContext } from '../context.js'
import { DAGNode, tablesInput } from '../node.js'
import type { ColumnsValue, DAGValue, FrameValue } from '../value.js'

/** The most rows that are computed row by row: a request. More gain by a backend's vectors what these lose on the way. */
const mostRows = 64

/**
 * Joins tables whose rows already belong together by position into one frame. Readers match keys and times; what is
 * left here is to set columns side by side, which copies nothing until the backend takes the frame in.
 */
export class JoinNode extends DAGNode {
  readonly kind = 'join'

  /** `byRows`: all nodes up to the plan's end take few rows as columns too. */
  constructor(
    id: string,
    tables: DAGNode,
    readonly byRows = false,
  ) {
    super(id, [tables])
  }

  describe(): string {
    return 'entity rows and sources by position'
  }

  execute(context: ExecutionContext, inputs: readonly DAGValue[]): FrameValue | ColumnsValue {
    const { tables, length } = tablesInput(this, inputs, 0)
    const columns = new Map<string, Column>()
    for (const table of tables) for (const [name, column] of columnsFromTable(table)) columns.set(name, column)
    // A backend that has other bits has them for one row too.
    if (this.byRows && length <= mostRows && context.backend.supports.bitIdentical)
      return { kind: 'columns', columns, length }
    return {
      kind: 'frame',
      backend: context.backend,
      frame: context.backend.fromArrow(tableFromColumns(columns, length)),
    }
  }
}
