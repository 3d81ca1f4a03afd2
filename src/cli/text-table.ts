/** A column of a printed table. */
export interface TextColumn {
  readonly name: string
  readonly cells: readonly string[]
  /** Numbers stand at the right. */
  readonly right?: boolean
}

/**
 * Lays columns out as text, with a header and a line under it.
 *
 * @example
 * textTable([{ name: 'id', cells: ['1', '20'], right: true }]) // ['id', '--', ' 1', '20']
 */
export function textTable(columns: readonly TextColumn[]): readonly string[] {
  const rows = Math.max(0, ...columns.map(({ cells }) => cells.length))
  const widths = columns.map(({ name, cells }) => Math.max(...[name, ...cells].map(width)))
  const line = (texts: readonly string[]) =>
    columns
      .map(({ right }, index) => padded(texts[index]!, widths[index]!, right ?? false))
      .join('  ')
      .trimEnd()
  return [
    line(columns.map(({ name }) => name)),
    widths.map((length) => '-'.repeat(length)).join('  '),
    ...Array.from({ length: rows }, (_, row) => line(columns.map(({ cells }) => cells[row] ?? ''))),
  ]
}

function width(text: string): number {
  return [...text].length
}

function padded(text: string, length: number, right: boolean): string {
  const space = ' '.repeat(length - width(text))
  return right ? space + text : text + space
}
