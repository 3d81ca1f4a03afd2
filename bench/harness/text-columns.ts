/** Sets cells in columns: the first `left` of them flush left, the others flush right. */
export function alignColumns(rows: readonly (readonly string[])[], left: number): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column < left ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** A time of any length, in the unit that suits it. */
export function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`
  if (ms >= 1) return `${digits(ms)} ms`
  return ms >= 0.001 ? `${digits(ms * 1000)} us` : `${digits(ms * 1e6)} ns`
}

/** Three digits, without an exponent. */
export function digits(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3)
}

/** A number of things. */
export function count(value: number): string {
  if (value >= 1e9) return `${digits(value / 1e9)}G`
  if (value >= 1e6) return `${digits(value / 1e6)}M`
  return value >= 1e3 ? `${digits(value / 1e3)}k` : digits(value)
}

/** A number of bytes; none is a dash. */
export function size(bytes: number): string {
  if (bytes === 0) return '-'
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`
}
