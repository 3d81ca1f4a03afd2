// G: sum, mean and count of a nullable column by key, groups by first appearance, sums in the order of rows.
#include "key-index.h"

typedef struct {
  double sum;
  int64_t count;
} Group;

/** (rows, keys, values, validity, and where key, sum, mean and count go); gives how many groups there are. */
double group_sum(const Argument *given) {
  const size_t rows = given[0].number;
  const int64_t *keys = given[1].values;
  const double *values = given[2].values;
  const uint8_t *validity = given[3].values;
  int64_t *key_of = given[4].values;
  double *sum = given[5].values, *mean = given[6].values;
  int32_t *count = given[7].values;
  KeyIndex index = key_index_for(keys, rows, 0);
  Group *groups = scratch(SCRATCH_SUMS, rows * sizeof(Group));
  for (size_t row = 0; row < rows; row++) {
    const size_t before = index.count;
    const int64_t number = key_number(&index, keys[row]);
    if (index.count > before) {
      groups[number] = (Group){0, 0};
      key_of[number] = keys[row];
    }
    const int valid = is_valid(validity, row);
    // Adding 0 leaves a sum as it is, which is not -0 here.
    groups[number].sum += valid ? values[row] : 0;
    groups[number].count += valid;
  }
  for (size_t group = 0; group < index.count; group++) {
    sum[group] = groups[group].sum;
    mean[group] = groups[group].sum / groups[group].count;
    count[group] = groups[group].count;
  }
  return index.count;
}
