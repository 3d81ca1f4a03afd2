import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { Aggregation } from '../backends/backend.js'
import type { Column } from '../column.js'
import { BatchFeatureView } from '../definitions/batch-feature-view.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { StreamFeatureView } from '../definitions/stream-feature-view.js'
import { renameColumns } from '../expr/rename-columns.js'
import type { SourceRead } from '../plan/context.js'
import { ExecutionPlan } from '../plan/execution-plan.js'
import type { DAGNode } from '../plan/node.js'
import { AggregateNode } from '../plan/nodes/aggregate-node.js'
import { CollectNode } from '../plan/nodes/collect-node.js'
import { FilterNode } from '../plan/nodes/filter-node.js'
import { InputNode } from '../plan/nodes/input-node.js'
import { JoinNode } from '../plan/nodes/join-node.js'
import { ReadNode } from '../plan/nodes/read-node.js'
import { TransformNode } from '../plan/nodes/transform-node.js'
import { ROW_CREATED_TIMESTAMP, ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import type { ViewLookup } from './feature-plan.js'

/** A view that is computed from the rows of its sources, one row for each or one for each group. */
export type ComputedView = BatchFeatureView | StreamFeatureView

/** The timestamps of a group, in the frame. */
const GROUP_EVENT_TIMESTAMP = ':event_timestamp'

/** Says whether a view's rows differ from those of its source. */
export function isComputed(view: FeatureView): view is ComputedView {
  if (view instanceof StreamFeatureView) return view.transformation !== null
  if (!(view instanceof BatchFeatureView)) return false
  return (
    view.sourceViews.length > 0 || view.transformation !== null || view.filter !== null || view.aggregations !== null
  )
}

/**
 * Plans a computed view: the rows of its spine, other sources joined to them as of their time, then transform, filter
 * and aggregation, in this order. The spine is the first source view, or the rows of the file or the push.
 */
export class BatchPlan {
  readonly plan: ExecutionPlan
  /** The spine, as its source projects it; null where it is a file or a push. */
  readonly spine: FeatureView | null
  /** For each name that transform, filter and aggregations may read, the frame's column. */
  readonly #columns = new Map<string, string>()

  constructor(
    readonly view: ComputedView,
    lookup: ViewLookup,
  ) {
    const [spine, ...joined] = view.sourceViews
    this.spine = spine ?? null
    for (const input of view.inputs)
      this.#columns.set(
        input.input,
        input.kind === 'feature' ? `${input.view.resultName}:${input.feature}` : input.name,
      )
    const reads = joined.map((source) => sourceRead(source, lookup(source.name), view))
    const frame = new JoinNode('join', new ReadNode('read', new InputNode('input'), reads))
    this.plan = new ExecutionPlan([this.#collect(this.#aggregate(this.#filter(this.#transform(frame))))])
  }

  /**
   * The plan's entity rows for rows of the spine: its features under their names in the plan, and under their own, so
   * that another source may be joined on a feature as on a key.
   */
  entities(rows: Table): Table {
    if (this.spine === null) return rows
    const columns = columnsFromTable(rows)
    const named = new Map<string, Column>()
    for (const name of Object.keys(this.spine.schema)) {
      named.set(name, columns.get(name)!)
      named.set(`${this.spine.resultName}:${name}`, columns.get(name)!)
    }
    for (const [index, { name }] of this.spine.keyColumns.entries())
      named.set(name, columns.get(this.spine.joinKeys[index]!.name)!)
    for (const name of [ROW_EVENT_TIMESTAMP, ROW_CREATED_TIMESTAMP]) named.set(name, columns.get(name)!)
    return tableFromColumns(named, rows.numRows)
  }

  #transform(frame: DAGNode): DAGNode {
    const { transformation, name, schema } = this.view
    if (transformation === null) return frame
    const outputs = this.view instanceof BatchFeatureView ? this.view.transformSchema : schema
    const node = new TransformNode(`transform ${name}`, frame, {
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
    if (!(this.view instanceof BatchFeatureView) || this.view.filter === null) return frame
    return new FilterNode('filter', frame, renameColumns(this.view.filter, this.#columns))
  }

  #aggregate(frame: DAGNode): DAGNode {
    const { joinKeys } = this.view
    const aggregations = aggregationsOf(this.view)
    if (aggregations === null) return frame
    const inner = new Map<string, Aggregation>([[GROUP_EVENT_TIMESTAMP, { fn: 'max', column: ROW_EVENT_TIMESTAMP }]])
    for (const [name, { fn, column }] of aggregations)
      inner.set(`aggregated:${name}`, column === undefined ? { fn } : { fn, column: this.#column(column) })
    return new AggregateNode(
      'aggregate',
      frame,
      joinKeys.map(({ name }) => this.#column(name)),
      inner,
    )
  }

  #collect(frame: DAGNode): DAGNode {
    const { joinKeys, schema } = this.view
    const grouped = aggregationsOf(this.view) !== null
    const columns = new Map(joinKeys.map(({ name }) => [name, this.#column(name)]))
    for (const name of Object.keys(schema)) columns.set(name, grouped ? `aggregated:${name}` : this.#column(name))
    columns.set(ROW_EVENT_TIMESTAMP, grouped ? GROUP_EVENT_TIMESTAMP : ROW_EVENT_TIMESTAMP)
    if (!grouped) columns.set(ROW_CREATED_TIMESTAMP, ROW_CREATED_TIMESTAMP)
    return new CollectNode('collect', frame, columns)
  }

  #column(name: string): string {
    return this.#columns.get(name) ?? name
  }
}

function aggregationsOf(view: ComputedView): ReadonlyMap<string, Aggregation> | null {
  return view instanceof BatchFeatureView ? view.aggregations : null
}

function sourceRead(source: FeatureView, registered: FeatureView, view: ComputedView): SourceRead {
  const features = view.inputs.flatMap((input) =>
    input.kind === 'feature' && input.view.resultName === source.resultName ? [input.feature] : [],
  )
  const keyColumns = source.keyColumns.map(({ name }) => name)
  return { id: source.resultName, view: registered, features: [...new Set(features)], keyColumns }
}
