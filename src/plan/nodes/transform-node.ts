import { columnFromValues } from '../../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import { rowsFromColumns } from '../../arrow/table-from-rows.js'
import type { DataFrameBackend } from '../../backends/backend.js'
import { type CompiledRows, compileRows } from '../../backends/rows/compile-rows.js'
import type { Column } from '../../column.js'
import type { Transformation } from '../../definitions/transformation.js'
import type { Expr } from '../../expr/ir.js'
import { renameColumns } from '../../expr/rename-columns.js'
import { columnsOf } from '../../expr/walk.js'
import { runFunction } from '../../transform/run-function.js'
import type { Schema } from '../../types.js'
import type { ExecutionContext } from '../context.js'
import { DAGNode, frameInput } from '../node.js'
import type { ColumnsValue, DAGValue, FrameValue } from '../value.js'

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

/** Appends a view's computed features to the frame. */
export class TransformNode extends DAGNode {
  readonly kind = 'transform'
  readonly #expressions: ReadonlyMap<string, Expr>
  #rows: CompiledRows | undefined

  constructor(
    id: string,
    input: DAGNode,
    readonly step: TransformStep,
  ) {
    super(id, [input])
    // Renaming happens here, once: a backend caches its program by the identity of the expressions.
    const expressions = new Map<string, Expr>()
    if (step.transformation.mode === 'expr')
      for (const [name, expression] of step.transformation.outputs)
        expressions.set(step.prefix + name, renameColumns(expression, step.inputs))
    for (const [name, expression] of step.extra) expressions.set(name, expression)
    this.#expressions = expressions
  }

  describe(): string {
    const { transformation, schema } = this.step
    const outputs = Object.entries(schema).map(([name, type]) => `${name} ${type}`)
    return `${transformation.mode}: ${outputs.join(', ')}`
  }

  /** Throws MILLRACE_TRANSFORM_FAILED when a user's function throws or gives something other than it declares. */
  async execute(context: ExecutionContext, inputs: readonly DAGValue[]): Promise<FrameValue | ColumnsValue> {
    const [value] = inputs
    if (value?.kind === 'columns') return this.#computeRows(value)
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

  /** The types of a plan's columns are the same in every run, so that one compilation serves all. */
  #computeRows({ columns, length }: ColumnsValue): ColumnsValue {
    this.#rows ??= compileRows(readSchema(this.#expressions, columns), this.#expressions)
    const { inputs, outputs, rows } = this.#rows
    const read = new Map(Object.keys(inputs).map((name) => [name, columns.get(name)!]))
    const computed = rows(rowsFromColumns(read, length))
    const result = new Map(columns)
    for (const [name, type] of Object.entries(outputs))
      result.set(
        name,
        columnFromValues(
          type,
          computed.map((row) => row[name]),
          name,
        ),
      )
    return { kind: 'columns', columns: result, length }
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
    return backend.fromArrow(tableFromColumns(columns, table.numRows))
  }
}

/** The types of the columns that expressions read. */
function readSchema(expressions: ReadonlyMap<string, Expr>, columns: ReadonlyMap<string, Column>): Schema {
  const names = new Set([...expressions.values()].flatMap(columnsOf))
  return Object.fromEntries([...names].map((name) => [name, columns.get(name)!.type]))
}
