import { columnsFromRows, rowsFromColumns } from '../../arrow/table-from-rows.js'
import type { TypedExpr } from '../../expr/ir.js'
import type { InputRow, OutputRow, Schema } from '../../types.js'
import { evaluate } from '../wasm/evaluate.js'
import { parallelism } from '../wasm/parallelism.js'
import { WasmColumn } from '../wasm/wasm-column.js'
import { WasmFrame } from '../wasm/wasm-frame.js'
import { Workspace } from '../wasm/workspace.js'

/** Computes any number of rows. Throws as `columnsFromRows` does where one is not as its schema says. */
export type RowProgram = (rows: readonly InputRow[]) => OutputRow[]

/** Makes a function that takes rows as columns into WebAssembly memory, and runs expressions there. */
export function rowProgram(schema: Schema, expressions: ReadonlyMap<string, TypedExpr>): RowProgram {
  const oneThread = parallelism({ threads: 1 })
  return (rows) => {
    const columns = columnsFromRows(schema, rows, { extraFields: 'ignore' })
    return Workspace.run(oneThread, (work) => {
      const sources = [...columns].map(([name, column]) => [name, work.own(WasmColumn.fromSource(column))] as const)
      const frame = new WasmFrame(work, new Map(sources), rows.length)
      try {
        const computed = [...evaluate(work, frame, expressions)].map(
          ([name, column]) => [name, column.toColumn()] as const,
        )
        return rowsFromColumns(new Map(computed), rows.length)
      } finally {
        frame.release()
      }
    })
  }
}
