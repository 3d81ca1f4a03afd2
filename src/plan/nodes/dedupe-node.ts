import type { ExecutionContext } from '../context.js'
import { DAGNode, frameInput } from '../node.js'
import type { DAGValue, FrameValue } from '../value.js'

/** Keeps, for each key, the row that is greatest by `orderBy`; of equals the last. */
export class DedupeNode extends DAGNode {
  readonly kind = 'dedupe'

  constructor(
    id: string,
    input: DAGNode,
    readonly keys: readonly string[],
    readonly orderBy: readonly string[],
  ) {
    super(id, [input])
  }

  describe(): string {
    return `latest by ${this.orderBy.join(', ')} for each ${this.keys.join(', ') || 'view'}`
  }

  execute(_context: ExecutionContext, inputs: readonly DAGValue[]): FrameValue {
    const { backend, frame } = frameInput(this, inputs, 0)
    return { kind: 'frame', backend, frame: backend.dropDuplicates(frame, this.keys, this.orderBy) }
  }
}
