import { MillraceError } from '../errors.js'
import { JsonColumns } from '../json/json-columns.js'

/**
 * Takes the columns of a body, after checking that they are not too long.
 *
 * @throws MILLRACE_REQUEST_TOO_LARGE
 */
export function columnsOfBody(columns: ReadonlyMap<string, readonly unknown[]>, maxRows: number): JsonColumns {
  for (const [name, { length }] of columns) {
    if (length > maxRows) {
      throw new MillraceError(
        'MILLRACE_REQUEST_TOO_LARGE',
        `A request may have ${maxRows} rows; send several: ${length}`,
        {
          column: name,
          rows: length,
          maxRows,
        },
      )
    }
  }
  return new JsonColumns(columns)
}
