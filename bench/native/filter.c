// F: the rows of four columns with a < bound: row numbers first, without a branch, then each column by them.
#include "kernel.h"

static size_t select_below(size_t rows, const double *restrict a, double bound, uint32_t *restrict selected) {
  size_t count = 0;
  for (size_t row = 0; row < rows; row++) {
    selected[count] = row;
    count += a[row] < bound;
  }
  return count;
}

static void gather(size_t count, const uint32_t *restrict rows, const uint64_t *restrict from, uint64_t *restrict to) {
  for (size_t at = 0; at < count; at++) to[at] = from[rows[at]];
}

/** (rows, bound, a, b, c, k, and where the four go); gives how many rows are kept. */
double filter_below(const Argument *given) {
  const size_t rows = given[0].number;
  uint32_t *selected = scratch(SCRATCH_ROWS, (rows + 1) * sizeof(uint32_t));
  const size_t count = select_below(rows, given[2].values, given[1].number, selected);
  for (int column = 0; column < 4; column++) gather(count, selected, given[2 + column].values, given[6 + column].values);
  return count;
}
