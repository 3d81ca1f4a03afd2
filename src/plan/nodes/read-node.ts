import type { ExecutionContext, SourceRead } from '../context.js'
import { DAGNode, tableInput } from '../node.js'
import type { DAGValue, TablesValue } from '../value.js'

/**
 * Reads all source views of a plan for its entity rows, in one step, so that an online store sees one multi-get.
 * The value is the entity rows and one aligned table a source.
 */
export class ReadNode extends DAGNode {
  readonly kind = 'read'

  constructor(
    id: string,
    entities: DAGNode,
    readonly reads: readonly SourceRead[],
  ) {
    super(id, [entities])
  }

  describe(): string {
    return this.reads.map((read) => `${read.id} [${read.features.join(', ')}]`).join('; ') || 'no source views'
  }

  async execute(context: ExecutionContext, inputs: readonly DAGValue[]): Promise<TablesValue> {
    const { table } = tableInput(this, inputs, 0)
    const sources = this.reads.length > 0 ? await context.reader.read(this.reads, table) : []
    return { kind: 'tables', tables: [table, ...sources], length: table.numRows }
  }
}
