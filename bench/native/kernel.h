// What every kernel of the C contender shares: how it is called, and memory that stays from call to call.
#pragma once
#include <stdint.h>
#include <string.h>

/** An argument as it came from JavaScript: the values of a typed array, where they lie, or a number; null gives 0. */
typedef struct {
  void *values;
  double number;
} Argument;

/** A kernel reads its arguments in the order of the call and gives a number, mostly a count of rows. */
typedef double Kernel(const Argument *arguments);

/** All kernels; JavaScript sees them by these names. */
#define EACH_KERNEL(name) \
  name(linear) name(nullable_outputs) name(filter_below) name(left_join) name(group_sum) name(as_of_sweep) \
  name(keep_latest) name(dot_products) name(cosines)

#define DECLARE_KERNEL(name) Kernel name;
EACH_KERNEL(DECLARE_KERNEL)

#define MOST_ARGUMENTS 20

/** Memory by purpose, kept and only ever grown, as the arena of the engine keeps its slabs. */
enum { SCRATCH_SLOTS, SCRATCH_MORE_SLOTS, SCRATCH_ROWS, SCRATCH_SUMS, SCRATCH_PURPOSES };
void *scratch(int purpose, size_t bytes);

/** Whether a row has a value; a null bitmap means that all have. */
static inline int is_valid(const uint8_t *validity, size_t row) {
  return validity == 0 || (validity[row >> 3] >> (row & 7) & 1);
}
