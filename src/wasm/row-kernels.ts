/** The kernels over packed rows; see assembly/rowcodec.ts. `starts` are in bytes from `base`, 0 for a blank row. */
export interface RowKernels {
  rows_check(
    base: number,
    starts: number,
    ends: number,
    length: number,
    firstWord: number,
    fingerprintLow: number,
    fingerprintHigh: number,
    shortest: number,
    found: number,
  ): number
  rows_order(base: number, starts: number, length: number, at: number, out: number): void
  rows_columns(
    base: number,
    starts: number,
    length: number,
    bitmap: number,
    fields: number,
    count: number,
    room: number,
  ): void
  rows_bits(base: number, starts: number, length: number, at: number, bit: number, out: number, room: number): number
}
