// A filter's rows: their numbers, and their values of the columns listed. One task a range of rows does it all, so that
// threads part once and not once a column. Column after column, since gathering from several in turn a block at a time
// takes a tenth longer. `columns` lists {values: u32, shift: u32, out: u32}: a column's values, of 2^shift bytes (4 or 8),
// and where those of the chosen rows go.
import { select_rows } from './select'
import { take_present_32, take_present_64 } from './take'

const entryBytes = 12

/**
 * Chooses, of `length` rows from `first` on, the `count` whose bit is set in `bits`, and in `validity` unless that is 0;
 * both begin at row `first`. Writes their numbers to `rows` and their values to the columns, from place `place` on, and
 * nothing behind them, since there another thread's may be.
 */
export function filter_rows(
  columns: usize, columnCount: i32, bits: usize, validity: usize, first: i32, length: i32,
  rows: usize, place: i32, count: i32,
): void {
  const numbers = rows + (<usize>place << 2)
  select_rows(bits, validity, first, length, numbers, count)
  for (const end = columns + columnCount * entryBytes; columns < end; columns += entryBytes) {
    const values = <usize>load<u32>(columns)
    const shift = <usize>load<u32>(columns, 4)
    const out = <usize>load<u32>(columns, 8) + (<usize>place << shift)
    if (shift == 3) take_present_64(values, numbers, count, out)
    else take_present_32(values, numbers, count, out)
  }
}
