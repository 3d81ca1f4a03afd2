import { MillraceError } from '../errors.js'
import type { ExecutionContext, NodeStatistics } from './context.js'
import type { DAGNode } from './node.js'
import { type DAGValue, rowsOf, tierOf } from './value.js'

/**
 * Nodes in an order in which each comes after its inputs. Immutable and shared by all runs; planning happens once.
 */
export class ExecutionPlan {
  readonly nodes: readonly DAGNode[]
  /** For each node, the position of the last node that reads its value (itself where none does). */
  readonly #lastUse: readonly number[]

  /** Orders `outputs` and all they depend on. Throws MILLRACE_INVALID_DEFINITION when two nodes share an id. */
  constructor(readonly outputs: readonly DAGNode[]) {
    this.nodes = topologicalOrder(outputs)
    const position = new Map(this.nodes.map((node, index) => [node, index]))
    const lastUse = this.nodes.map((_, index) => index)
    for (const [index, node] of this.nodes.entries())
      for (const input of node.inputs) lastUse[position.get(input)!] = index
    for (const output of outputs) lastUse[position.get(output)!] = this.nodes.length
    this.#lastUse = lastUse
  }

  /**
   * Runs every node once and returns the outputs' values, in order. Values are kept by node id and freed after their
   * last use; frames among the outputs belong to the caller.
   */
  async execute(context: ExecutionContext): Promise<readonly DAGValue[]> {
    const values = new Map<string, DAGValue>()
    try {
      for (const [index, node] of this.nodes.entries()) {
        const started = performance.now()
        const value = await node.execute(
          context,
          node.inputs.map((input) => values.get(input.id)!),
        )
        values.set(node.id, value)
        const milliseconds = performance.now() - started
        const tier = tierOf(value)
        context.statistics.set(node.id, { rows: rowsOf(value), milliseconds, ...(tier && { tier }) })
        this.#releaseUnused(values, index)
      }
    } catch (error) {
      for (const value of values.values()) release(value)
      throw error
    }
    return this.outputs.map((node) => values.get(node.id)!)
  }

  #releaseUnused(values: Map<string, DAGValue>, finished: number): void {
    for (const [index, node] of this.nodes.entries()) {
      if (index > finished) return
      if (this.#lastUse[index] !== finished) continue
      const value = values.get(node.id)
      values.delete(node.id)
      // A node may pass its input's frame on; it is freed with the last value that holds it.
      if (value && ![...values.values()].some((other) => sameFrame(other, value))) release(value)
    }
  }

  /**
   * Prints the plan, one node a line, with the rows, times and tiers of a run where `statistics` has them. Transforms of
   * the tier `closure` take no time: the node that collects has all of them computed.
   *
   * @example
   * console.log(plan.explain('wasm'))
   */
  explain(backend: string, statistics?: ReadonlyMap<string, NodeStatistics>): string {
    return this.nodes
      .map((node) => {
        const inputs = node.inputs.length > 0 ? ` <- ${node.inputs.map((input) => input.id).join(', ')}` : ''
        const run = statistics?.get(node.id)
        const cost = run ? `  [${run.rows} rows, ${run.milliseconds.toFixed(3)} ms]` : ''
        const tier = run?.tier ? ` ${run.tier}` : ''
        return `${node.id} (${node.kind}, ${backend}${tier})${inputs}: ${node.describe()}${cost}`
      })
      .join('\n')
  }
}

function sameFrame(a: DAGValue, b: DAGValue): boolean {
  return a.kind === 'frame' && b.kind === 'frame' && a.frame === b.frame
}

function release(value: DAGValue): void {
  if (value.kind === 'frame') value.backend.release(value.frame)
}

function topologicalOrder(outputs: readonly DAGNode[]): readonly DAGNode[] {
  const ordered: DAGNode[] = []
  const seen = new Set<DAGNode>()
  const ids = new Set<string>()
  const visit = (node: DAGNode): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (const input of node.inputs) visit(input)
    if (ids.has(node.id))
      throw new MillraceError('MILLRACE_INVALID_DEFINITION', `Two nodes of a plan are called '${node.id}'`, {
        id: node.id,
      })
    ids.add(node.id)
    ordered.push(node)
  }
  for (const output of outputs) visit(output)
  return Object.freeze(ordered)
}
