import type { TypedExpr } from '../../expr/ir.js'
import type { ComputedColumn } from '../../wasm/program-output.js'
import { type InputColumn, runProgram } from '../../wasm/run-program.js'
import { programOf } from './program-cache.js'
import { WasmColumn } from './wasm-column.js'
import type { WasmFrame } from './wasm-frame.js'
import type { Workspace } from './workspace.js'

/** Computes expressions over a frame's columns, by output name and in order. What is just a column is shared. */
export function evaluate(
  work: Workspace,
  frame: WasmFrame,
  expressions: ReadonlyMap<string, TypedExpr>,
): Map<string, WasmColumn> {
  const program = programOf(expressions)
  const inputs = new Map(program.inputs.map(({ name }) => [name, inputColumn(frame.column(name))]))
  const computed = program.outputs.length > 0 ? runProgram(program, inputs, frame.length, work) : null
  const owned = new Map<string, WasmColumn>()
  for (const [name, column] of computed ?? []) owned.set(name, work.own(wasmColumn(column)))
  const results = new Map<string, WasmColumn>()
  for (const name of expressions.keys()) {
    const alias = program.aliases.get(name)
    results.set(name, alias === undefined ? owned.get(name)! : frame.column(alias))
  }
  return results
}

function inputColumn(column: WasmColumn): InputColumn {
  const { validity, values, offsets, items } = column.blocks()
  return { length: column.length, validity, values, offsets, items: items && inputColumn(items) }
}

function wasmColumn({ type, length, validity, values, offsets, items }: ComputedColumn): WasmColumn {
  return WasmColumn.fromBlocks(type, length, { validity, values, offsets, items: items && wasmColumn(items) })
}
