// Gathers of several columns by one selection vector. Where each row's values lie side by side, a gathered row costs one
// cache line instead of one a column. `columns` lists {values: u32, shift: u32, place: u32, out: u32}: the column's values, of
// 2^shift bytes (4 or 8), their place in a packed row of `stride` bytes, and where the gathered values go. `packed` is
// row 0; the row before it is all 0, for row numbers of -1.

const blockRows = 256

/** Packs `length` rows from `start` on. */
export function pack_rows(columns: usize, count: i32, start: i32, length: i32, stride: usize, packed: usize): void {
  const end = start + length
  for (let from = start; from < end; from += blockRows) {
    const to = min(from + blockRows, end)
    for (let column = 0; column < count; column++) {
      const entry = columns + (<usize>column << 4)
      const values = <usize>load<u32>(entry)
      const out = packed + <usize>load<u32>(entry, 8)
      if (load<u32>(entry, 4) == 3) {
        for (let row = from; row < to; row++) {
          store<u64>(out + <usize>row * stride, load<u64>(values + (<usize>row << 3)))
        }
      } else {
        for (let row = from; row < to; row++) {
          store<u32>(out + <usize>row * stride, load<u32>(values + (<usize>row << 2)))
        }
      }
    }
  }
}

/** Gathers `length` rows from place `start` of `rows` on. */
export function take_packed(
  columns: usize, count: i32, rows: usize, start: i32, length: i32, stride: usize, packed: usize,
): void {
  const end = start + length
  for (let from = start; from < end; from += blockRows) {
    const to = min(from + blockRows, end)
    for (let column = 0; column < count; column++) {
      const entry = columns + (<usize>column << 4)
      const values = packed + <usize>load<u32>(entry, 8)
      const out = <usize>load<u32>(entry, 12)
      if (load<u32>(entry, 4) == 3) {
        for (let place = from; place < to; place++) {
          const row = <usize>load<i32>(rows + (<usize>place << 2))
          store<u64>(out + (<usize>place << 3), load<u64>(values + row * stride))
        }
      } else {
        for (let place = from; place < to; place++) {
          const row = <usize>load<i32>(rows + (<usize>place << 2))
          store<u32>(out + (<usize>place << 2), load<u32>(values + row * stride))
        }
      }
    }
  }
}
