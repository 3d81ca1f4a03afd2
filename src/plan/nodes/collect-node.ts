import type { ExecutionContext } from '../context.js'
import { DAGNode, frameInput } from '../node.js'
import type { ColumnsValue, DAGValue, TableValue } from '../value.js'

/**
 * Takes the wanted columns of a frame out of the backend as an Arrow table, under the names they have outside. Few rows,
 * for which there was no frame, it has computed.
 */
export class CollectNode extends DAGNode {
  readonly kind = 'collect'

  /** `columns` maps the name in the result to the name in the frame. */
  constructor(
    id: string,
    input: DAGNode,
    readonly columns: ReadonlyMap<string, string>,
  ) {
    super(id, [input])
  }

  describe(): string {
    return [...this.columns.keys()].join(', ')
  }

  async execute(_context: ExecutionContext, inputs: readonly DAGValue[]): Promise<TableValue | ColumnsValue> {
    const [value] = inputs
    if (value?.kind === 'pending') {
      const { columns, length, compute } = value
      const computed = compute(columns, length)
      const taken = [...this.columns].map(([outside, inside]) => {
        return [outside, computed.get(inside) ?? columns.get(inside)!] as const
      })
      return { kind: 'columns', columns: new Map(taken), length }
    }
    const { backend, frame } = frameInput(this, inputs, 0)
    const selected = backend.select(frame, [...new Set(this.columns.values())])
    const names = Object.fromEntries([...this.columns].map(([outside, inside]) => [inside, outside]))
    try {
      const renamed = backend.rename(selected, names)
      try {
        return { kind: 'table', table: await backend.toArrow(renamed) }
      } finally {
        backend.release(renamed)
      }
    } finally {
      backend.release(selected)
    }
  }
}
