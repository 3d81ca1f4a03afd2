import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { Aggregation } from '../backends/backend.js'
import type { Column } from '../column.js'
import type { BatchFeatureView } from '../definitions/batch-feature-view.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { renameColumns } from '../expr/rename-columns.js'
import type { SourceRead, SourceReader } from '../plan/context.js'
import { ExecutionPlan } from '../plan/execution-plan.js'
import type { DAGNode } from '../plan/node.js'
import { AggregateNode } from '../plan/nodes/aggregate-node.js'
import { CollectNode } from '../plan/nodes/collect-node.js'
import { FilterNode } from '../plan/nodes/filter-node.js'
import { InputNode } from '../plan/nodes/input-node.js'
import { JoinNode } from '../plan/nodes/join-node.js'
import { ReadNode } from '../plan/nodes/read-node.js'
import { TransformNode } from '../plan/nodes/transform-node.js'
import { ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import { AlignedReader } from './aligned-reader.js'
import type { ViewLookup } from './feature-plan.js'
import type { RowRange, ViewRows } from './view-rows.js'

type History = { read(view: FeatureView, range: RowRange): AsyncIterable<Table> }

/** The greatest event timestamp of a group, in the frame. */
const GROUP_TIMESTAMP = ':event_timestamp'

/**
 * Plans a batch view: the rows of its spine, other sources joined to them as of their time, then transform, filter and
 * aggregation, in this order. The spine is the first source view, or the view's file.
 */
export class BatchPlan {
  readonly plan: ExecutionPlan
  readonly #reads: readonly SourceRead[]
  readonly #spine: FeatureView | null
  /** For each name that transform, filter and aggregations may read, the frame's column. */
  readonly #columns = new Map<string, string>()

  constructor(
    readonly view: BatchFeatureView,
    lookup: ViewLookup,
  ) {
    this.#spine = view.sourceViews.length > 0 ? lookup(view.sourceViews[0]!.name) : null
    this.#reads = view.sourceViews.map((source) => sourceRead(source, lookup(source.name), view))
    for (const { name } of view.joinKeys) this.#columns.set(name, name)
    for (const input of view.inputs) this.#columns.set(input.input, this.#inputColumn(input))
    this.plan = new ExecutionPlan([this.#collect(this.#aggregate(this.#filter(this.#transform(this.#joined()))))])
  }

  /** The spine's rows in a range, in chunks. */
  spineRows(history: History, rows: ViewRows, range: RowRange): AsyncIterable<Table> {
    return this.#spine === null ? rows.readSource(this.view, this.view.inputSchema, range) : history.read(this.#spine, range)
  }

  /**
   * The plan's entity rows for a chunk of the spine: all its columns, so that another source may be joined on a feature
   * of the spine as on a key.
   */
  entities(rows: Table): Table {
    return rows
  }

  /** Gives the spine its own rows and reads the other sources as of their time. */
  reader(rows: Table, pointInTime: SourceReader): SourceReader {
    return new AlignedReader(this.#spine === null ? new Map() : new Map([[this.#spine.name, rows]]), pointInTime)
  }

  #inputColumn(input: BatchFeatureView['inputs'][number]): string {
    switch (input.kind) {
      case 'joinKey':
      case 'column':
        return input.name
      case 'feature':
        return `${this.#readOf(input.view).id}:${input.feature}`
    }
  }

  #readOf(source: FeatureView): SourceRead {
    return this.#reads[this.view.sourceViews.findIndex(({ resultName }) => resultName === source.resultName)]!
  }

  #joined(): DAGNode {
    return new JoinNode('join', new ReadNode('read', new InputNode('input'), this.#reads))
  }

  #transform(frame: DAGNode): DAGNode {
    const { transformation, name, schema, aggregations } = this.view
    if (transformation === null) return frame
    const outputs = transformation.mode === 'expr' ? this.view.transformSchema : aggregations === null ? schema : this.view.transformSchema
    const node = new TransformNode('transform', frame, {
      view: name,
      transformation,
      inputs: new Map(this.#columns),
      schema: outputs,
      prefix: 'transformed:',
      extra: new Map(),
    })
    for (const output of Object.keys(outputs)) this.#columns.set(output, `transformed:${output}`)
    return node
  }

  #filter(frame: DAGNode): DAGNode {
    const { filter } = this.view
    return filter === null ? frame : new FilterNode('filter', frame, renameColumns(filter, this.#columns))
  }

  #aggregate(frame: DAGNode): DAGNode {
    const { aggregations, joinKeys } = this.view
    if (aggregations === null) return frame
    const inner = new Map<string, Aggregation>([[GROUP_TIMESTAMP, { fn: 'max', column: ROW_EVENT_TIMESTAMP }]])
    for (const [name, { fn, column }] of aggregations)
      inner.set(`aggregated:${name}`, column === undefined ? { fn } : { fn, column: this.#columns.get(column) ?? column })
    const keys = joinKeys.map(({ name }) => this.#columns.get(name) ?? name)
    return new AggregateNode('aggregate', frame, keys, inner)
  }

  #collect(frame: DAGNode): DAGNode {
    const { aggregations, joinKeys, schema } = this.view
    const columns = new Map(joinKeys.map(({ name }) => [name, this.#columns.get(name) ?? name]))
    for (const name of Object.keys(schema))
      columns.set(name, aggregations === null ? (this.#columns.get(name) ?? name) : `aggregated:${name}`)
    columns.set(ROW_EVENT_TIMESTAMP, aggregations === null ? ROW_EVENT_TIMESTAMP : GROUP_TIMESTAMP)
    return new CollectNode('collect', frame, columns)
  }
}

function sourceRead(source: FeatureView, registered: FeatureView, view: BatchFeatureView): SourceRead {
  const map = source.projection.joinKeyMap ?? {}
  const features = view.inputs.flatMap((input) =>
    input.kind === 'feature' && input.view.resultName === source.resultName ? [input.feature] : [],
  )
  return {
    id: source.resultName,
    view: registered,
    features: [...new Set(features)],
    keyColumns: registered.joinKeys.map(({ name }) => map[name] ?? name),
  }
}
