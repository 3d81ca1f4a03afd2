import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { rowsFromColumns } from '../../src/arrow/table-from-rows.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { JsFrame } from '../../src/backends/js/js-frame.js'
import { rowClosure } from '../../src/backends/rows/row-closure.js'
import { rowProgram } from '../../src/backends/rows/row-program.js'
import { schemaOf } from '../../src/backends/schema-of.js'
import type { Column } from '../../src/column.js'
import type { TypedExpr } from '../../src/expr/ir.js'
import type { InputRow, OutputRow, Schema } from '../../src/types.js'

/** Makes a function from rows to rows of expressions over rows of a schema. */
export type MakeRows = (
  schema: Schema,
  expressions: ReadonlyMap<string, TypedExpr>,
) => (rows: readonly InputRow[]) => readonly OutputRow[]

/**
 * The reference, but for expressions: those are computed by a tier for row objects, so that every suite of backends can
 * run on it. The expressions see the columns they read and no others.
 */
export class RowBackend extends JsBackend {
  constructor(
    override readonly name: string,
    readonly makeRows: MakeRows,
  ) {
    super()
  }

  protected override _withColumns(frame: JsFrame, expressions: ReadonlyMap<string, TypedExpr>): JsFrame {
    const columns = JsFrame.columns(frame)
    const length = JsFrame.rows(frame)
    const rows = rowsFromColumns(columns, length)
    const computed = this.makeRows(schemaOf(columns), expressions)(rows)
    const results = new Map<string, Column>(columns)
    for (const [name, { type }] of expressions) {
      const values = computed.map((row) => Object.getOwnPropertyDescriptor(row, name)!.value)
      results.set(name, columnFromValues(type, values, name))
    }
    return new JsFrame(results, length)
  }

  protected override _filter(frame: JsFrame, condition: TypedExpr): JsFrame {
    const name = [...JsFrame.columns(frame).keys(), 'holds'].join()
    const held = this._withColumns(frame, new Map([[name, condition]]))
    const kept = super._filter(held, { kind: 'column', name, type: 'bool' })
    return this._select(kept, [...JsFrame.columns(frame).keys()])
  }
}

/** A backend for each tier by itself: what one does not take is not handed to the other. */
export function rowBackends(): readonly RowBackend[] {
  const closure: MakeRows = (schema, expressions) => {
    const compute = rowClosure(schema, expressions)!
    return (rows) => rows.map((row) => compute(row))
  }
  return [new RowBackend('closure', closure), new RowBackend('program', rowProgram)]
}
