// W: the latest row of each key, keys by first appearance, the later of two rows with one time.
#include "key-index.h"

/** (rows, keys, times, v, n, and where key, time, v and n go); gives how many keys there are. */
double keep_latest(const Argument *given) {
  const size_t rows = given[0].number;
  const int64_t *keys = given[1].values, *times = given[2].values;
  KeyIndex index = key_index_for(keys, rows, 0);
  uint32_t *latest = scratch(SCRATCH_ROWS, rows * sizeof(uint32_t));
  int64_t *latest_time = scratch(SCRATCH_SUMS, rows * sizeof(int64_t));
  for (size_t row = 0; row < rows; row++) {
    const size_t before = index.count;
    const int64_t number = key_number(&index, keys[row]);
    if (index.count > before || times[row] >= latest_time[number]) {
      latest[number] = row;
      latest_time[number] = times[row];
    }
  }
  for (int column = 0; column < 4; column++) {
    const uint64_t *restrict from = given[1 + column].values;
    uint64_t *restrict to = given[5 + column].values;
    for (size_t key = 0; key < index.count; key++) to[key] = from[latest[key]];
  }
  return index.count;
}
