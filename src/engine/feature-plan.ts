import type { FeatureView } from '../definitions/feature-view.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import type { TransformInput } from '../definitions/transform-inputs.js'
import { MillraceError } from '../errors.js'
import type { Expr } from '../expr/ir.js'
import { EVENT_TIMESTAMP, type SourceRead, STATUS } from '../plan/context.js'
import { ExecutionPlan } from '../plan/execution-plan.js'
import { FusedTransforms } from '../plan/fused-transforms.js'
import type { DAGNode } from '../plan/node.js'
import { CollectNode } from '../plan/nodes/collect-node.js'
import { FilterNode } from '../plan/nodes/filter-node.js'
import { InputNode } from '../plan/nodes/input-node.js'
import { JoinNode } from '../plan/nodes/join-node.js'
import { ReadNode } from '../plan/nodes/read-node.js'
import { stepExpressions, TransformNode, type TransformStep } from '../plan/nodes/transform-node.js'
import { type RequiredColumn, ValidateNode } from '../plan/nodes/validate-node.js'
import { WriteNode, type WriteTargets } from '../plan/nodes/write-node.js'
import { provenance } from '../plan/provenance.js'
import { FeatureResolver } from '../plan/resolver.js'
import { ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import type { DataType } from '../types.js'

/** Finds the registered view that a definition, a projection or a reference stands for. */
export type ViewLookup = (name: string) => FeatureView

/** A plan and the columns that the rows it runs on must have. */
export interface FeaturePlan {
  readonly plan: ExecutionPlan
  readonly required: readonly RequiredColumn[]
}

/**
 * Plans the reading of source views and the computing of on-demand views over them, for one set of entity rows.
 *
 * Every path of the engine plans with this: what differs is the reader that the run is given. Within a plan a column
 * is called `id:feature`, where id is the view's name, with its key columns behind it where a projection maps them.
 */
export class FeaturePlanner {
  readonly #lookup: ViewLookup
  readonly #resolver: FeatureResolver
  readonly #reads = new Map<string, { view: FeatureView; keyColumns: readonly string[]; features: Set<string> }>()
  readonly #computed = new Set<OnDemandFeatureView>()
  readonly #required = new Map<string, RequiredColumn>()

  constructor(lookup: ViewLookup) {
    this.#lookup = lookup
    this.#resolver = new FeatureResolver((view) => lookup(view.name))
  }

  /** Adds stored features of a view, or of a projection of it, and returns its id. */
  read(source: FeatureView, features: readonly string[]): string {
    const view = this.#lookup(source.name)
    const map = source.projection.joinKeyMap ?? {}
    const keyColumns = view.joinKeys.map(({ name }) => map[name] ?? name)
    const mapped = view.joinKeys.some(({ name }, index) => keyColumns[index] !== name)
    const id = mapped ? `${view.name}(${keyColumns.join(',')})` : view.name
    const known = this.#reads.get(id) ?? { view, keyColumns, features: new Set() }
    this.#reads.set(id, known)
    for (const feature of features) known.features.add(feature)
    for (const [index, { type }] of view.joinKeys.entries())
      this.#require(keyColumns[index]!, type, 'joinKey', view.name)
    return id
  }

  /** Adds an on-demand view, and all it is computed from, and returns its id. Throws MILLRACE_CYCLE. */
  compute(source: OnDemandFeatureView): string {
    const root = this.#resolver.resolve(source)
    if (Object.keys(source.projection.joinKeyMap ?? {}).length > 0)
      throw new MillraceError(
        'MILLRACE_INVALID_DEFINITION',
        `On-demand feature view '${source.name}' cannot be computed under other join keys: read it from the store, or map the keys of its sources`,
        { view: source.name },
      )
    const view = root.view as OnDemandFeatureView
    if (this.#computed.has(view)) return view.name
    for (const input of view.sourceViews) this.#source(input, [])
    for (const input of view.inputs) this.#input(view, input)
    for (const { name, type } of view.joinKeys) this.#require(name, type, 'joinKey', view.name)
    this.#computed.add(view)
    return view.name
  }

  #source(source: FeatureView, features: readonly string[]): string {
    return source instanceof OnDemandFeatureView ? this.compute(source) : this.read(source, features)
  }

  /** The frame's column for one of the view's inputs. */
  #input(view: OnDemandFeatureView, input: TransformInput): string {
    switch (input.kind) {
      case 'joinKey':
        return input.name
      case 'request': {
        const fallback = input.source.defaults.get(input.field)
        this.#require(input.field, input.type, 'request', view.name, fallback)
        return input.field
      }
      case 'feature':
        return `${this.#source(input.view, [input.feature])}:${input.feature}`
    }
  }

  #require(
    name: string,
    type: DataType,
    role: RequiredColumn['role'],
    view: string,
    fallback?: RequiredColumn['default'],
  ): void {
    const known = this.#required.get(name)
    if (known && known.type !== type)
      throw new MillraceError(
        'MILLRACE_INVALID_DEFINITION',
        `Feature views ${[...known.views, view].join(', ')} need '${name}' as ${known.type} and as ${type}: ask for them apart`,
        { column: name, types: [known.type, type] },
      )
    const views = [...new Set([...(known?.views ?? []), view])]
    // Two views may share a field only where both would fill it alike.
    const shared = known === undefined || known.default === fallback ? fallback : undefined
    this.#required.set(name, { name, type, role, views, ...(shared === undefined ? {} : { default: shared }) })
  }

  /** The plan that gives `columns` (by their names in the plan) of every entity row. */
  readPlan(columns: readonly string[]): FeaturePlan {
    const read = this.#readNode()
    if (this.#computed.size === 0) return this.#finish([read])
    const names = new Map(columns.map((name) => [name, name]))
    return this.#finish([new CollectNode('collect', this.#transforms(read, columns), names)])
  }

  /** The plan that writes each of `views`, which must have been added, to its targets. */
  writePlan(views: readonly { readonly view: OnDemandFeatureView; readonly targets: WriteTargets }[]): FeaturePlan {
    const frame = this.#transforms(this.#readNode())
    const writes = views.map(({ view, targets }) => {
      // A row that no source dates is not written: nothing could ever expire or replace it.
      const timestamp = `${view.name}:${EVENT_TIMESTAMP}`
      const dated = new FilterNode(`filter ${view.name}`, frame, isNotNull(timestamp))
      const rows = new CollectNode(`collect ${view.name}`, dated, rowColumns(view))
      return new WriteNode(`write ${view.name}`, rows, view, targets)
    })
    return this.#finish(writes)
  }

  /** The plan that gives the rows of `view`, which must have been added, as they are stored: one an entity row, dated or not. */
  rowsPlan(view: OnDemandFeatureView): FeaturePlan {
    const frame = this.#transforms(this.#readNode())
    return this.#finish([new CollectNode(`collect ${view.name}`, frame, rowColumns(view))])
  }

  #finish(outputs: readonly DAGNode[]): FeaturePlan {
    return { plan: new ExecutionPlan(outputs), required: [...this.#required.values()] }
  }

  /** The source views that the plan reads. */
  reads(): readonly SourceRead[] {
    return [...this.#reads].map(([id, { view, keyColumns, features }]) => ({
      id,
      view,
      keyColumns,
      features: [...features],
    }))
  }

  #readNode(): ReadNode {
    const entities = new ValidateNode('validate', new InputNode('input'), [...this.#required.values()])
    return new ReadNode('read', entities, this.reads())
  }

  /** Whether all that is computed is expressions, which few rows need no backend for. */
  #computesByExpressions(): boolean {
    return [...this.#computed].every(({ transformation }) => transformation.mode === 'expr')
  }

  /**
   * `collected`: the columns wanted in the end, where nothing but a collect node follows and the plan is kept: a function
   * for few rows takes longer to compile than a frame of them, and pays from the second run on.
   */
  #transforms(read: ReadNode, collected?: Iterable<string>): DAGNode {
    const steps = [...this.#computed].map((view) => this.#step(view))
    const fused =
      collected && this.#computesByExpressions() ? new FusedTransforms(steps.map(stepExpressions), collected) : null
    let frame: DAGNode = new JoinNode('join', read, fused)
    for (const step of steps) frame = new TransformNode(`transform ${step.view}`, frame, step)
    return frame
  }

  #step(view: OnDemandFeatureView): TransformStep {
    const { timestamp, status } = provenance(view.sourceViews.map((source) => this.#source(source, [])))
    return {
      view: view.name,
      transformation: view.transformation,
      inputs: new Map(view.inputs.map((input) => [input.input, this.#input(view, input)])),
      schema: view.schema,
      prefix: `${view.name}:`,
      extra: new Map([
        [`${view.name}:${EVENT_TIMESTAMP}`, timestamp],
        [`${view.name}:${STATUS}`, status],
      ]),
    }
  }
}

function isNotNull(name: string): Expr {
  return { kind: 'call', fn: 'not', args: [{ kind: 'call', fn: 'is_null', args: [{ kind: 'column', name }] }] }
}

/** The columns of a view's rows as they are stored, and their names in a plan. */
function rowColumns(view: OnDemandFeatureView): ReadonlyMap<string, string> {
  const columns = new Map(view.joinKeys.map(({ name }) => [name, name]))
  for (const feature of Object.keys(view.schema)) columns.set(feature, `${view.name}:${feature}`)
  columns.set(ROW_EVENT_TIMESTAMP, `${view.name}:${EVENT_TIMESTAMP}`)
  return columns
}
