// Numbers distinct int64 keys by first appearance: by their place in the range where that is dense, else by open
// addressing, keys and numbers side by side so that a look-up costs one cache miss.
#pragma once
#include "kernel.h"

typedef struct {
  int64_t key;
  int64_t number;
} Slot;

typedef struct {
  /** The range of dense keys, which have no slots of their own: `numbers` is addressed by key - least. */
  int64_t least;
  uint64_t range;
  int32_t *numbers;
  Slot *slots;
  uint64_t mask;
  int shift;
  size_t count;
} KeyIndex;

/** Room for the distinct keys among these. `purpose` names its memory. */
static KeyIndex key_index_for(const int64_t *restrict keys, size_t rows, int purpose) {
  int64_t least = INT64_MAX, greatest = INT64_MIN;
  for (size_t row = 0; row < rows; row++) {
    least = keys[row] < least ? keys[row] : least;
    greatest = keys[row] > greatest ? keys[row] : greatest;
  }
  KeyIndex index = {0};
  const uint64_t range = rows == 0 ? 0 : (uint64_t)greatest - (uint64_t)least;
  if (range < 4 * (uint64_t)rows + 1024) {
    index.least = least;
    index.range = range + 1;
    index.numbers = scratch(purpose, index.range * sizeof(int32_t));
    memset(index.numbers, 0xff, index.range * sizeof(int32_t));
    return index;
  }
  int bits = 4;
  while ((1ull << bits) < 2 * rows) bits++;
  index.mask = (1ull << bits) - 1;
  index.shift = 64 - bits;
  index.slots = scratch(purpose, (1ull << bits) * sizeof(Slot));
  memset(index.slots, 0xff, (1ull << bits) * sizeof(Slot));
  return index;
}

static inline Slot *key_slot(const KeyIndex *index, int64_t key) {
  uint64_t at = ((uint64_t)key * 0x9e3779b97f4a7c15) >> index->shift;
  while (index->slots[at].number >= 0 && index->slots[at].key != key) at = (at + 1) & index->mask;
  return &index->slots[at];
}

/** The number of a key of the range that the index was made for, given one where it is new. */
static inline int64_t key_number(KeyIndex *index, int64_t key) {
  if (index->numbers != 0) {
    int32_t *number = &index->numbers[(uint64_t)key - (uint64_t)index->least];
    if (*number < 0) *number = index->count++;
    return *number;
  }
  Slot *slot = key_slot(index, key);
  if (slot->number < 0) *slot = (Slot){key, index->count++};
  return slot->number;
}

/** The number of any key, or -1. */
static inline int64_t known_key(const KeyIndex *index, int64_t key) {
  if (index->numbers == 0) return key_slot(index, key)->number;
  const uint64_t at = (uint64_t)key - (uint64_t)index->least;
  return at < index->range ? index->numbers[at] : -1;
}

/** Asks for the memory of a key that will be looked up soon. */
static inline void prefetch_key(const KeyIndex *index, int64_t key) {
  if (index->numbers == 0) __builtin_prefetch(&index->slots[((uint64_t)key * 0x9e3779b97f4a7c15) >> index->shift]);
}
