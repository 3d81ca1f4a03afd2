/**
 * The relational kernels of assembly/ that work on columns: gathers, sorts and aggregations; those of keys are in
 * key-kernels.ts. What each does stands beside its code there. Arguments named like memory are addresses; 0 as `validity`
 * or `prior` means that there is none. Words are unsigned 64-bit, so `flip` is a bigint.
 */
export interface RelationalKernels {
  count_rows(bits: number, validity: number, length: number): number
  select_rows(bits: number, validity: number, first: number, length: number, out: number, count: number): void
  filter_rows(
    columns: number,
    columnCount: number,
    bits: number,
    validity: number,
    first: number,
    length: number,
    rows: number,
    place: number,
    count: number,
  ): void
  mark_rows(rows: number, length: number, bits: number): void
  fill_sequence(start: number, length: number, out: number): void
  present_rows(rows: number, length: number, out: number): number

  take_32(values: number, rows: number, length: number, out: number): void
  take_64(values: number, rows: number, length: number, out: number): void
  take_present_32(values: number, rows: number, length: number, out: number): void
  take_present_64(values: number, rows: number, length: number, out: number): void
  take_bits(bits: number, rows: number, length: number, out: number): number
  take_bitmaps(
    rows: number,
    length: number,
    form: number,
    source: number,
    count: number,
    out: number,
    otherForm: number,
    otherSource: number,
    otherCount: number,
    otherOut: number,
  ): number
  spread_bits(bits: number, length: number, out: number): void
  list_bits(bits: number, length: number, most: number, out: number): number
  take_offsets(offsets: number, rows: number, length: number, out: number): number
  take_spans(offsets: number, items: number, shift: number, rows: number, length: number, out: number): void
  take_items(offsets: number, rows: number, length: number, out: number): void

  pack_rows(columns: number, count: number, start: number, length: number, stride: number, packed: number): void
  take_packed(
    columns: number,
    count: number,
    rows: number,
    start: number,
    length: number,
    stride: number,
    packed: number,
  ): void
  fill_bytes(at: number, byte: number, byteLength: number): void
  copy_bits(bits: number, from: number, length: number, out: number, to: number): void
  fill_bits(length: number, out: number, to: number): void
  copy_offsets(offsets: number, length: number, delta: number, out: number): void

  words_flags(bits: number, length: number, clear: number, set: number, out: number): void
  words_i32(values: number, length: number, out: number): void
  words_i64(values: number, length: number, out: number): void
  words_f32(values: number, length: number, out: number): void
  words_f64(values: number, length: number, out: number): void
  words_fill(words: number, validity: number, length: number, word: bigint): void
  words_range(words: number, flip: bigint, prior: number, length: number, out: number): void
  words_survey(values: number, length: number, out: number): number
  words_sorted(columns: number, count: number, length: number): number

  sort_words(
    words: number,
    flip: bigint,
    rows: number,
    length: number,
    keys: number,
    spareKeys: number,
    spareRows: number,
    histograms: number,
  ): void
  text_ranks(
    offsets: number,
    bytes: number,
    length: number,
    prefixes: number,
    rows: number,
    spare: number,
    out: number,
  ): void

  radix_count(entry: number, end: number, least: bigint, shift: bigint, counts: number): void
  radix_scatter(entry: number, end: number, least: bigint, shift: bigint, places: number): void
  radix_sort(
    entries: number,
    spare: number,
    ends: number,
    buckets: number,
    least: bigint,
    bits: bigint,
    histograms: number,
  ): void

  group_count_rows(ids: number, rows: number, length: number, counts: number): void
  tally_rows: TallyRows
  tally_i32: TallyRows
  tally_i64: TallyRows
  tally_f32: TallyRows
  tally_f64: TallyRows
  sum_i32(values: number, validity: number, length: number, record: number): void
  sum_i64(values: number, validity: number, length: number, record: number): void
  tally_words(records: number, at: number, shift: number, order: number, groups: number, out: number): void
  tally_counts(records: number, shift: number, order: number, groups: number, out: number): void
  tally_first(records: number, shift: number, groups: number, out: number): void
  group_squares_i32: GroupSquares
  group_squares_i64: GroupSquares
  group_squares_f32: GroupSquares
  group_squares_f64: GroupSquares
  group_divide(sums: number, counts: number, less: number, groups: number, out: number): void
  group_sqrt(values: number, groups: number): void
  group_validity(counts: number, least: number, groups: number, out: number): number
  group_first(ids: number, validity: number, length: number, rows: number): void
  group_last(ids: number, validity: number, length: number, rows: number): void
  group_least(
    ids: number,
    words: number,
    flip: bigint,
    validity: number,
    length: number,
    least: number,
    rows: number,
  ): void
  group_least_text(
    ids: number,
    offsets: number,
    bytes: number,
    validity: number,
    length: number,
    sign: number,
    rows: number,
  ): void
  latest_rows(ids: number, columns: number, count: number, length: number, rows: number): void
}

/** Adds up rows in the records of their groups; see assembly/tally.ts. */
export type TallyRows = (
  ids: number,
  values: number,
  validity: number,
  length: number,
  records: number,
  first: number,
  count: number,
  spare: number,
) => void

/** Adds the squared distances from the means of the ids. */
export type GroupSquares = (
  ids: number,
  values: number,
  validity: number,
  length: number,
  means: number,
  sums: number,
) => void
