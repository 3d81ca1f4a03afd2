import { columnFromValues } from '../../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import type { DataType, Value } from '../../types.js'
import type { ExecutionContext } from '../context.js'
import { DAGNode, tableInput } from '../node.js'
import type { DAGValue, TableValue } from '../value.js'

/** One column that entity rows must have: a join key or a field of request data. */
export interface RequiredColumn {
  readonly name: string
  readonly type: DataType
  readonly role: 'joinKey' | 'request'
  /** Views that need it. */
  readonly views: readonly string[]
  /** Stands in where the rows lack the column; undefined: it must be there. */
  readonly default?: Value
}

/** The required columns that a table of `names` lacks and no default gives. */
export function missingColumns(
  required: readonly RequiredColumn[],
  names: readonly string[],
): readonly RequiredColumn[] {
  return required.filter((column) => column.default === undefined && !names.includes(column.name))
}

/** The error for entity rows that lack `missing`: request data where any of it is, else join keys. */
export function missingColumnsError(missing: readonly RequiredColumn[]): MillraceError {
  const request = missing.filter((column) => column.role === 'request')
  const told = request.length > 0 ? request : missing
  const fields = told.map((column) => column.name)
  const views = [...new Set(told.flatMap((column) => column.views))]
  const quoted = fields.map((name) => `'${name}'`).join(', ')
  return request.length > 0
    ? new MillraceError(
        'MILLRACE_MISSING_REQUEST_DATA',
        `Feature views ${views.join(', ')} need request data that the rows lack: pass [${quoted}], or declare defaults for them`,
        { fields, views },
      )
    : new MillraceError(
        'MILLRACE_MISSING_KEY',
        `Feature views ${views.join(', ')} need join keys that the rows lack: pass [${quoted}]`,
        { fields, views },
      )
}

/** Checks that the entity rows have what the plan needs, and fills in declared defaults of request data. */
export class ValidateNode extends DAGNode {
  readonly kind = 'validate'

  constructor(
    id: string,
    input: DAGNode,
    readonly required: readonly RequiredColumn[],
  ) {
    super(id, [input])
  }

  describe(): string {
    return this.required.map((column) => `${column.name} ${column.type}`).join(', ') || 'nothing required'
  }

  /** Throws MILLRACE_MISSING_REQUEST_DATA, MILLRACE_MISSING_KEY, or MILLRACE_INVALID_VALUE for a column of another type. */
  execute(_context: ExecutionContext, inputs: readonly DAGValue[]): TableValue {
    const { table } = tableInput(this, inputs, 0)
    const columns = columnsFromTable(table)
    const missing = missingColumns(this.required, [...columns.keys()])
    if (missing.length > 0) throw missingColumnsError(missing)
    let filled = false
    for (const required of this.required) {
      const column = columns.get(required.name)
      if (column) checkType(required, column)
      else {
        const values = new Array(table.numRows).fill(required.default)
        columns.set(required.name, columnFromValues(required.type, values, required.name))
        filled = true
      }
    }
    return { kind: 'table', table: filled ? tableFromColumns(columns, table.numRows) : table }
  }
}

function checkType(required: RequiredColumn, column: Column): void {
  if (column.type === required.type) return
  throw new MillraceError(
    'MILLRACE_INVALID_VALUE',
    `Column '${required.name}' is ${column.type}, needed is ${required.type}: convert it first`,
    { column: required.name, type: column.type, expected: required.type },
  )
}
