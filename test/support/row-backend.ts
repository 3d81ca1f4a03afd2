import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { rowsFromColumns } from '../../src/arrow/table-from-rows.js'
import type { FewRows } from '../../src/backends/backend.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { JsFrame } from '../../src/backends/js/js-frame.js'
import { columnClosure } from '../../src/backends/rows/column-closure.js'
import { rowClosure } from '../../src/backends/rows/row-closure.js'
import { rowProgram } from '../../src/backends/rows/row-program.js'
import { schemaOf } from '../../src/backends/schema-of.js'
import type { TypedExpr } from '../../src/expr/ir.js'
import type { InputRow, OutputRow, Schema } from '../../src/types.js'

/** Makes a function from columns to those that expressions give. */
export type MakeColumns = (schema: Schema, expressions: ReadonlyMap<string, TypedExpr>) => FewRows

/** Makes a function from rows to rows of expressions over rows of a schema. */
type MakeRows = (
  schema: Schema,
  expressions: ReadonlyMap<string, TypedExpr>,
) => (rows: readonly InputRow[]) => readonly OutputRow[]

/**
 * The reference, but for expressions: those are computed by a tier for few rows, so that every suite of backends can run
 * on it. The expressions see the columns they read and no others.
 */
export class RowBackend extends JsBackend {
  constructor(
    override readonly name: string,
    readonly makeColumns: MakeColumns,
  ) {
    super()
  }

  protected override _withColumns(frame: JsFrame, expressions: ReadonlyMap<string, TypedExpr>): JsFrame {
    const columns = JsFrame.columns(frame)
    const length = JsFrame.rows(frame)
    const computed = this.makeColumns(schemaOf(columns), expressions)(columns, length)
    return new JsFrame(new Map([...columns, ...computed]), length)
  }

  protected override _filter(frame: JsFrame, condition: TypedExpr): JsFrame {
    const name = [...JsFrame.columns(frame).keys(), 'holds'].join()
    const held = this._withColumns(frame, new Map([[name, condition]]))
    const kept = super._filter(held, { kind: 'column', name, type: 'bool' })
    return this._select(kept, [...JsFrame.columns(frame).keys()])
  }
}

/** By way of row objects, whose values become columns again. */
function byRows(makeRows: MakeRows): MakeColumns {
  return (schema, expressions) => {
    const compute = makeRows(schema, expressions)
    return (columns, length) => {
      const computed = compute(rowsFromColumns(columns, length))
      const entries = [...expressions].map(([name, { type }]) => {
        const values = computed.map((row) => Object.getOwnPropertyDescriptor(row, name)!.value)
        return [name, columnFromValues(type, values, name)] as const
      })
      return new Map(entries)
    }
  }
}

/** A backend for each tier by itself: what one does not take is not handed to the other. */
export function rowBackends(): readonly RowBackend[] {
  const closure: MakeRows = (schema, expressions) => {
    const compute = rowClosure(schema, expressions)!
    return (rows) => rows.map((row) => compute(row))
  }
  const columns: MakeColumns = (schema, expressions) => columnClosure(schema, [expressions], [...expressions.keys()])!
  return [
    new RowBackend('closure', byRows(closure)),
    new RowBackend('program', byRows(rowProgram)),
    new RowBackend('columns', columns),
  ]
}
