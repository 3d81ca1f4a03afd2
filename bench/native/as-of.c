// P: both sides sorted by time: a sweep that keeps each key's last row so far.
#include "key-index.h"
#include "take.h"

/**
 * (probes, probe keys, probe times, history rows, history keys, history times, ttl, two payloads, where they go, their
 * validity); gives the probes.
 */
double as_of_sweep(const Argument *given) {
  const size_t probes = given[0].number, rows = given[3].number;
  const int64_t *probe_keys = given[1].values, *at = given[2].values;
  const int64_t *keys = given[4].values, *time = given[5].values;
  const int64_t ttl = given[6].number;
  KeyIndex index = key_index_for(keys, rows, 0);
  int32_t *last = scratch(SCRATCH_SUMS, rows * sizeof(int32_t));
  int32_t *matches = scratch(SCRATCH_ROWS, probes * sizeof(int32_t));
  size_t next = 0;
  for (size_t probe = 0; probe < probes; probe++) {
    for (; next < rows && time[next] <= at[probe]; next++) last[key_number(&index, keys[next])] = next;
    const int64_t number = known_key(&index, probe_keys[probe]);
    const int32_t row = number < 0 ? -1 : last[number];
    matches[probe] = row >= 0 && time[row] >= at[probe] - ttl ? row : -1;
  }
  write_validity(probes, matches, given[11].values);
  for (int column = 0; column < 2; column++) {
    take_words(probes, matches, given[7 + column].values, given[9 + column].values);
  }
  return probes;
}
