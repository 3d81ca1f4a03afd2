/**
 * The relational kernels of assembly/ that work on keys: their ids, joins on them, as-of joins and the latest row of each.
 * Arguments are as those in relational-kernels.ts.
 */
export interface KeyKernels {
  mask_ids(validity: number, length: number, ids: number): void
  ids_dense(
    words: number,
    flip: bigint,
    least: bigint,
    range: number,
    prior: number,
    length: number,
    table: number,
    ids: number,
    first: number,
  ): number
  ids_offsets(
    words: number,
    flip: bigint,
    least: bigint,
    range: number,
    prior: number,
    length: number,
    ids: number,
  ): void
  probe_dense(
    words: number,
    flip: bigint,
    least: bigint,
    range: number,
    prior: number,
    length: number,
    table: number,
    slots: number,
    ids: number,
    present: number,
  ): number
  ids_words(
    words: number,
    flip: bigint,
    prior: number,
    start: number,
    length: number,
    table: number,
    mask: number,
    limit: number,
    state: number,
    scratch: number,
    ids: number,
    first: number,
  ): number
  probe_words(
    words: number,
    flip: bigint,
    prior: number,
    length: number,
    table: number,
    mask: number,
    region: number,
    scratch: number,
    ids: number,
    present: number,
  ): number
  rehash(table: number, buckets: number, larger: number, mask: number): void
  count_regions: DealRegions
  deal_regions: DealRegions
  ids_region(
    rows: number,
    end: number,
    table: number,
    mask: number,
    region: number,
    index: number,
    limit: number,
    ids: number,
  ): number
  ids_quotients(
    rows: number,
    end: number,
    table: number,
    bits: bigint,
    buckets: number,
    index: number,
    spill: number,
    spillMask: number,
    spillRegion: number,
    limit: number,
    ids: number,
  ): number
  probe_quotients(
    words: number,
    flip: bigint,
    prior: number,
    length: number,
    table: number,
    bits: number,
    spill: number,
    spillMask: number,
    spillRegion: number,
    ids: number,
    present: number,
  ): number
  words_text(
    offsets: number,
    bytes: number,
    validity: number,
    salt: bigint,
    row: number,
    end: number,
    out: number,
  ): void
  count_unlike(
    offsets: number,
    bytes: number,
    validity: number,
    ids: number,
    first: number,
    row: number,
    end: number,
  ): number
  drop_unlike(
    offsets: number,
    bytes: number,
    length: number,
    knownOffsets: number,
    knownBytes: number,
    first: number,
    ids: number,
    present: number,
  ): number
  has_long(offsets: number, row: number, end: number): number
  words_short(
    offsets: number,
    bytes: number,
    validity: number,
    salt: bigint,
    row: number,
    end: number,
    out: number,
    tails: number,
  ): void
  count_unlike_tails(tails: number, ids: number, first: number, row: number, end: number): number
  drop_unlike_tails(
    tails: number,
    length: number,
    knownTails: number,
    first: number,
    ids: number,
    present: number,
  ): number

  rows_by_id(ids: number, length: number, count: number, starts: number, rows: number): void
  join_count(leftIds: number, length: number, starts: number, outer: number): number
  join_rows(
    leftIds: number,
    row: number,
    end: number,
    starts: number,
    rightRows: number,
    outer: number,
    outLeft: number,
    outRight: number,
  ): void
  rows_of_ids(ids: number, length: number, first: number, out: number): void
  asof_ids(
    leftTimes: number,
    leftIds: number,
    leftRow: number,
    leftEnd: number,
    rightTimes: number,
    rightIds: number,
    rightRow: number,
    rightEnd: number,
    slots: number,
    ttl: bigint,
    latest: number,
    out: number,
  ): void
  asof_keys(
    leftTimes: number,
    leftKeys: number,
    leftRow: number,
    leftEnd: number,
    rightTimes: number,
    rightKeys: number,
    rightRow: number,
    rightEnd: number,
    least: bigint,
    slots: number,
    ttl: bigint,
    latest: number,
    out: number,
  ): void
  asof_entries(
    left: number,
    leftEnd: number,
    right: number,
    rightEnd: number,
    ttl: bigint,
    latest: number,
    out: number,
  ): void

  list_runs(keys: number, wide: number, length: number, out: number): number
  asof_link(
    times: number,
    ties: number,
    count: number,
    check: number,
    keys: number,
    least: bigint,
    wide: number,
    slots: number,
    runs: number,
    runCount: number,
    cursors: number,
    links: number,
  ): number
  asof_follow(
    leftTimes: number,
    leftKeys: number,
    least: bigint,
    wide: number,
    slots: number,
    leftRuns: number,
    leftRunCount: number,
    rightTimes: number,
    rightRuns: number,
    links: number,
    ttl: bigint,
    cursors: number,
    out: number,
    present: number,
  ): number
  asof_carry_ids(
    leftTimes: number,
    leftIds: number,
    leftRow: number,
    leftEnd: number,
    rightTimes: number,
    slots: number,
    ttl: bigint,
    first: number,
    latest: number,
    out: number,
  ): void
  asof_carry_keys(
    leftTimes: number,
    leftKeys: number,
    leftRow: number,
    leftEnd: number,
    rightTimes: number,
    least: bigint,
    slots: number,
    ttl: bigint,
    first: number,
    latest: number,
    out: number,
  ): void
  asof_carry_entries(
    left: number,
    leftEnd: number,
    slots: number,
    ttl: bigint,
    first: number,
    latest: number,
    out: number,
  ): void

  entries_ids(
    words: number,
    flip: bigint,
    validity: number,
    ids: number,
    slots: number,
    row: number,
    end: number,
    out: number,
    state: number,
  ): number
  entries_keys(
    words: number,
    flip: bigint,
    validity: number,
    keys: number,
    least: bigint,
    slots: number,
    row: number,
    end: number,
    out: number,
    state: number,
  ): number
  count_entries: DealEntries
  deal_entries: DealEntries
  entries_words(words: number, flip: bigint, entry: number, end: number, state: number): void
  count_ids(ids: number, shift: number, row: number, end: number, counts: number): void
  count_keys(keys: number, least: bigint, shift: number, row: number, end: number, counts: number): void
  deal_ids(ids: number, words: number, flip: bigint, shift: number, row: number, end: number, places: number): void
  deal_keys(
    keys: number,
    least: bigint,
    words: number,
    flip: bigint,
    shift: number,
    row: number,
    end: number,
    places: number,
  ): void

  latest_entries(entry: number, end: number, table: number): void
  latest_ids(ids: number, words: number, flip: bigint, row: number, end: number, table: number): void
  latest_keys(keys: number, least: bigint, words: number, flip: bigint, row: number, end: number, table: number): void
  latest_merge(later: number, table: number, slots: number): void
  latest_marks(table: number, slots: number, bits: number): void
}

/** Counts or writes entries by bucket; see assembly/entries.ts. */
export type DealEntries = (
  words: number,
  flip: bigint,
  first: bigint,
  shift: bigint,
  keys: number,
  least: bigint,
  wide: number,
  slots: number,
  row: number,
  end: number,
  places: number,
) => void

/** Counts or writes rows by region; see assembly/dealt-ids.ts. */
export type DealRegions = (
  words: number,
  flip: bigint,
  prior: number,
  regions: number,
  row: number,
  end: number,
  places: number,
) => void
