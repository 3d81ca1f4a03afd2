export { asof_carry_entries, asof_carry_ids, asof_carry_keys, asof_entries, asof_ids, asof_keys } from './asof'
export { copy_bits, copy_offsets, fill_bits, fill_bytes } from './concat'
export {
  group_count_rows, group_divide, group_first, group_last, group_least, group_least_text, group_sqrt, group_squares_f32,
  group_squares_f64, group_squares_i32, group_squares_i64, group_validity, latest_rows,
} from './group'
export { count_ids, count_keys, deal_ids, deal_keys } from './deal'
export { ids_dense, ids_offsets, probe_dense } from './dense-ids'
export { entries_ids, entries_keys, entries_words } from './entries'
export { join_count, join_rows, rows_by_id, rows_of_ids } from './join'
export { mask_ids, seed_hash } from './keys'
export { latest_entries, latest_ids, latest_keys, latest_marks, latest_merge } from './latest'
export { pack_rows, take_packed } from './packed'
export { radix_count, radix_scatter, radix_sort } from './radix'
export { words_clear, words_f32, words_f64, words_flags, words_i32, words_i64, words_range, words_sorted, words_survey } from './order'
export { count_rows, fill_sequence, mark_rows, present_rows, select_rows } from './select'
export { sort_words, text_ranks } from './sort'
export { ids_text, probe_text } from './text-ids'
export { ids_words, probe_words, rehash } from './word-ids'
export {
  take_32, take_64, take_bits, take_items, take_offsets, take_present_32, take_present_64, take_spans,
} from './take'
export {
  tally_counts, tally_f32, tally_f64, tally_first, tally_i32, tally_i64, tally_rows, tally_words,
} from './tally'
