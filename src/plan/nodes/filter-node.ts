import type { Expr } from '../../expr/ir.js'
import { printExpression } from '../../expr/print.js'
import type { ExecutionContext } from '../context.js'
import { DAGNode, frameInput } from '../node.js'
import type { DAGValue, FrameValue } from '../value.js'

/** Keeps the rows for which a condition is true; null counts as false. */
export class FilterNode extends DAGNode {
  readonly kind = 'filter'

  constructor(
    id: string,
    input: DAGNode,
    readonly condition: Expr,
  ) {
    super(id, [input])
  }

  describe(): string {
    return printExpression(this.condition)
  }

  execute(_context: ExecutionContext, inputs: readonly DAGValue[]): FrameValue {
    const { backend, frame } = frameInput(this, inputs, 0)
    return { kind: 'frame', backend, frame: backend.filter(frame, this.condition) }
  }
}
