/** The bit of row `row`, 0 or 1. */
@inline
export function bitAt(bits: usize, row: i32): u32 {
  return (load<u8>(bits + (<usize>row >> 3)) >> <u8>(row & 7)) & 1
}

/** A word of which only the bits of `rows` rows are set; for 64 rows or more, all. */
@inline
export function rowMask(rows: i32): u64 {
  return rows >= 64 ? <u64>-1 : ((<u64>1) << rows) - 1
}
