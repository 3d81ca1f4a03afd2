import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import type { DataFrameBackend } from '../../backends/backend.js'
import type { Transformation } from '../../definitions/transformation.js'
import type { Expr } from '../../expr/ir.js'
import { renameColumns } from '../../expr/rename-columns.js'
import { runFunction } from '../../transform/run-function.js'
import type { Schema } from '../../types.js'
import type { ExecutionContext } from '../context.js'
import { DAGNode, frameInput } from '../node.js'
import type { DAGValue, FrameValue, PendingValue } from '../value.js'

/** What a {@link TransformNode} computes. */
export interface TransformStep {
  /** The view, for messages. */
  readonly view: string
  readonly transformation: Transformation
  /** For each name the transformation reads, the frame's column. */
  readonly inputs: ReadonlyMap<string, string>
  /** What the transformation gives, by the names it gives them. */
  readonly schema: Schema
  /** Put before each output's name in the frame. */
  readonly prefix: string
  /** Columns of the plan's own that are computed along with the outputs, by their names in the frame. */
  readonly extra: ReadonlyMap<string, Expr>
}

/** What of a step is expressions, by names in the frame; what a user's function gives is not. */
export function stepExpressions({ transformation, inputs, prefix, extra }: TransformStep): ReadonlyMap<string, Expr> {
  const expressions = new Map<string, Expr>()
  if (transformation.mode === 'expr')
    for (const [name, expression] of transformation.outputs)
      expressions.set(prefix + name, renameColumns(expression, inputs))
  return new Map([...expressions, ...extra])
}

/** Appends a view's computed features to the frame. */
export class TransformNode extends DAGNode {
  readonly kind = 'transform'
  readonly #expressions: ReadonlyMap<string, Expr>

  constructor(
    id: string,
    input: DAGNode,
    readonly step: TransformStep,
  ) {
    super(id, [input])
    // Made here, once: a backend caches its program by the identity of the expressions.
    this.#expressions = stepExpressions(step)
  }

  describe(): string {
    const { transformation, schema } = this.step
    const outputs = Object.entries(schema).map(([name, type]) => `${name} ${type}`)
    return `${transformation.mode}: ${outputs.join(', ')}`
  }

  /** Throws MILLRACE_TRANSFORM_FAILED when a user's function throws or gives something other than it declares. */
  async execute(context: ExecutionContext, inputs: readonly DAGValue[]): Promise<FrameValue | PendingValue> {
    const [value] = inputs
    if (value?.kind === 'pending') return value
    const { backend, frame } = frameInput(this, inputs, 0)
    if (this.step.transformation.mode === 'expr')
      return { kind: 'frame', backend, frame: backend.withColumns(frame, this.#expressions) }
    const computed = await this.#runFunction(context.backend, frame)
    try {
      return { kind: 'frame', backend, frame: backend.withColumns(computed, this.#expressions) }
    } finally {
      backend.release(computed)
    }
  }

  async #runFunction(backend: DataFrameBackend, frame: object): Promise<object> {
    const { view, transformation, schema, prefix, inputs } = this.step
    const table = await backend.toArrow(frame)
    const columns = columnsFromTable(table)
    const seen = tableFromColumns(
      new Map([...inputs].map(([name, inside]) => [name, columns.get(inside)!])),
      table.numRows,
    )
    const result = columnsFromTable(await runFunction(view, transformation, seen, schema))
    for (const name of Object.keys(schema)) columns.set(prefix + name, result.get(name)!)
    return backend.fromColumns(columns, table.numRows)
  }
}
