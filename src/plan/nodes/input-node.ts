import type { ExecutionContext } from '../context.js'
import { DAGNode } from '../node.js'
import type { TableValue } from '../value.js'

/** Gives the run's entity rows. */
export class InputNode extends DAGNode {
  readonly kind = 'input'

  constructor(id: string) {
    super(id, [])
  }

  describe(): string {
    return 'entity rows'
  }

  execute(context: ExecutionContext): TableValue {
    return { kind: 'table', table: context.input }
  }
}
