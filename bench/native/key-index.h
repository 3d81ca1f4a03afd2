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
  /** Which of two memories the slots are in; they move to the other as they grow. */
  int purpose;
  size_t count;
} KeyIndex;

static void empty_slots(KeyIndex *index, int bits) {
  index->mask = (1ull << bits) - 1;
  index->shift = 64 - bits;
  index->slots = scratch(index->purpose, (1ull << bits) * sizeof(Slot));
  memset(index->slots, 0xff, (1ull << bits) * sizeof(Slot));
}

/** Room for the distinct keys among these, of which about `expected` are. */
static KeyIndex key_index_for(const int64_t *restrict keys, size_t rows, size_t expected) {
  int64_t least = INT64_MAX, greatest = INT64_MIN;
  for (size_t row = 0; row < rows; row++) {
    least = keys[row] < least ? keys[row] : least;
    greatest = keys[row] > greatest ? keys[row] : greatest;
  }
  KeyIndex index = {.purpose = SCRATCH_SLOTS};
  const uint64_t range = rows == 0 ? 0 : (uint64_t)greatest - (uint64_t)least;
  if (range < 4 * (uint64_t)rows + 1024) {
    index.least = least;
    index.range = range + 1;
    index.numbers = scratch(SCRATCH_SLOTS, index.range * sizeof(int32_t));
    memset(index.numbers, 0xff, index.range * sizeof(int32_t));
    return index;
  }
  int bits = 10;
  while ((1ull << bits) < 2 * expected) bits++;
  empty_slots(&index, bits);
  return index;
}

static inline Slot *key_slot(const KeyIndex *index, int64_t key) {
  uint64_t at = ((uint64_t)key * 0x9e3779b97f4a7c15) >> index->shift;
  while (index->slots[at].number >= 0 && index->slots[at].key != key) at = (at + 1) & index->mask;
  return &index->slots[at];
}

/** Twice the slots. */
static __attribute__((noinline)) void grow_slots(KeyIndex *index) {
  const Slot *old = index->slots;
  const uint64_t places = index->mask + 1;
  index->purpose = index->purpose == SCRATCH_SLOTS ? SCRATCH_MORE_SLOTS : SCRATCH_SLOTS;
  empty_slots(index, 65 - index->shift);
  for (uint64_t at = 0; at < places; at++) {
    if (old[at].number >= 0) *key_slot(index, old[at].key) = old[at];
  }
}

/** The number of a key of the range that the index was made for, given one where it is new. */
static inline int64_t key_number(KeyIndex *index, int64_t key) {
  if (index->numbers != 0) {
    int32_t *number = &index->numbers[(uint64_t)key - (uint64_t)index->least];
    if (*number < 0) *number = index->count++;
    return *number;
  }
  Slot *slot = key_slot(index, key);
  if (slot->number >= 0) return slot->number;
  const int64_t number = index->count++;
  *slot = (Slot){key, number};
  if (index->count * 2 > index->mask) grow_slots(index);
  return number;
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
