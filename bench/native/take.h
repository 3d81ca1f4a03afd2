// Columns of matches: the values of given rows, or nulls where there is none.
#pragma once
#include "kernel.h"

/** Sets a bit for each row that is not below 0. */
static void write_validity(size_t count, const int32_t *restrict rows, uint8_t *restrict validity) {
  size_t at = 0;
  for (; at + 8 <= count; at += 8) {
    unsigned byte = 0;
    for (int lane = 0; lane < 8; lane++) byte |= (unsigned)(rows[at + lane] >= 0) << lane;
    validity[at >> 3] = byte;
  }
  if (at == count) return;
  unsigned byte = 0;
  for (size_t lane = 0; at + lane < count; lane++) byte |= (unsigned)(rows[at + lane] >= 0) << lane;
  validity[at >> 3] = byte;
}

/** The 64-bit values of rows, 0 for rows below 0. */
static void take_words(
    size_t count, const int32_t *restrict rows, const uint64_t *restrict from, uint64_t *restrict to) {
  for (size_t at = 0; at < count; at++) to[at] = rows[at] < 0 ? 0 : from[rows[at]];
}
