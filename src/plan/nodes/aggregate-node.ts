import type { Aggregation } from '../../backends/backend.js'
import type { ExecutionContext } from '../context.js'
import { DAGNode, frameInput } from '../node.js'
import type { DAGValue, FrameValue } from '../value.js'

/** Groups rows by keys and aggregates each group. */
export class AggregateNode extends DAGNode {
  readonly kind = 'aggregate'

  constructor(
    id: string,
    input: DAGNode,
    readonly keys: readonly string[],
    readonly aggregations: ReadonlyMap<string, Aggregation>,
  ) {
    super(id, [input])
  }

  describe(): string {
    const outputs = [...this.aggregations].map(([name, { fn, column }]) => `${name} = ${fn}(${column ?? '*'})`)
    return `by ${this.keys.join(', ')}: ${outputs.join(', ')}`
  }

  execute(_context: ExecutionContext, inputs: readonly DAGValue[]): FrameValue {
    const { backend, frame } = frameInput(this, inputs, 0)
    return { kind: 'frame', backend, frame: backend.groupbyAgg(frame, this.keys, this.aggregations) }
  }
}
