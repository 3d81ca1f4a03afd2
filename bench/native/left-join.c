// J: for each left row the right row with its key, of which there is at most one, and three payload columns.
#include "key-index.h"
#include "take.h"

enum { AHEAD = 16 };

/** (left rows, left keys, right rows, right keys, three payloads, where they go, their validity); gives the left rows. */
double left_join(const Argument *given) {
  const size_t left_rows = given[0].number, right_rows = given[2].number;
  const int64_t *left = given[1].values, *right = given[3].values;
  KeyIndex index = key_index_for(right, right_rows, right_rows);
  for (size_t row = 0; row < right_rows; row++) {
    if (row + AHEAD < right_rows) prefetch_key(&index, right[row + AHEAD]);
    key_number(&index, right[row]);
  }
  int32_t *matches = scratch(SCRATCH_ROWS, left_rows * sizeof(int32_t));
  for (size_t row = 0; row < left_rows; row++) {
    if (row + AHEAD < left_rows) prefetch_key(&index, left[row + AHEAD]);
    matches[row] = known_key(&index, left[row]);
  }
  write_validity(left_rows, matches, given[10].values);
  for (int column = 0; column < 3; column++) {
    take_words(left_rows, matches, given[4 + column].values, given[7 + column].values);
  }
  return left_rows;
}
