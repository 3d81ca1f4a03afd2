import { MillraceError } from '../errors.js'
import type { ExecutionContext } from './context.js'
import type { DAGValue, FrameValue, TablesValue, TableValue } from './value.js'

/**
 * One step of a plan. `id` is unique in its plan, so a value is never taken for another's; `inputs` come before it.
 * Nodes are immutable: what a run changes lives in its {@link ExecutionContext}.
 */
export abstract class DAGNode {
  /** What the node is, such as `transform`. */
  abstract readonly kind: string

  constructor(
    readonly id: string,
    readonly inputs: readonly DAGNode[],
  ) {}

  /** What the node does, in a few words, for {@link ExecutionPlan.explain}. */
  abstract describe(): string

  /** Computes the node's value from its inputs' values, which come in the order of `inputs`. */
  abstract execute(context: ExecutionContext, inputs: readonly DAGValue[]): Promise<DAGValue> | DAGValue
}

function unexpected(node: DAGNode, wanted: string, value: DAGValue | undefined): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `Node '${node.id}' needs a ${wanted} as its input, got ${value?.kind ?? 'nothing'}`,
    { node: node.id },
  )
}

/** The node's input at `index`, which must be a table. */
export function tableInput(node: DAGNode, inputs: readonly DAGValue[], index: number): TableValue {
  const value = inputs[index]
  if (value?.kind !== 'table') throw unexpected(node, 'table', value)
  return value
}

/** The node's input at `index`, which must be tables aligned by position. */
export function tablesInput(node: DAGNode, inputs: readonly DAGValue[], index: number): TablesValue {
  const value = inputs[index]
  if (value?.kind !== 'tables') throw unexpected(node, 'list of tables', value)
  return value
}

/** The node's input at `index`, which must be a frame. */
export function frameInput(node: DAGNode, inputs: readonly DAGValue[], index: number): FrameValue {
  const value = inputs[index]
  if (value?.kind !== 'frame') throw unexpected(node, 'frame', value)
  return value
}
