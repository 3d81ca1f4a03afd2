// V: dot product and cosine similarity of lists of float32, all of one width. Sums in the engine's fixed order: four
// float64 accumulators, item i added to number i mod 4, and at the end (a0 + a1) + (a2 + a3).
#include "kernel.h"

typedef double Lanes __attribute__((vector_size(32)));
typedef float Quad __attribute__((vector_size(16), aligned(4)));

static inline Lanes four(const float *at) {
  return __builtin_convertvector(*(const Quad *)at, Lanes);
}

static inline double total(Lanes lanes) {
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/** (rows, width, u, v, x); the width is a multiple of 4. */
double dot_products(const Argument *given) {
  const size_t rows = given[0].number, width = given[1].number;
  const float *restrict u = given[2].values, *restrict v = given[3].values;
  double *restrict x = given[4].values;
  for (size_t row = 0; row < rows; row++, u += width, v += width) {
    Lanes sum = {0};
    for (size_t at = 0; at < width; at += 4) sum += four(u + at) * four(v + at);
    x[row] = total(sum);
  }
  return rows;
}

/** (rows, width, u, v, x) */
double cosines(const Argument *given) {
  const size_t rows = given[0].number, width = given[1].number;
  const float *restrict u = given[2].values, *restrict v = given[3].values;
  double *restrict x = given[4].values;
  for (size_t row = 0; row < rows; row++, u += width, v += width) {
    Lanes product = {0}, first = {0}, second = {0};
    for (size_t at = 0; at < width; at += 4) {
      const Lanes p = four(u + at), q = four(v + at);
      product += p * q;
      first += p * p;
      second += q * q;
    }
    x[row] = total(product) / (__builtin_sqrt(total(first)) * __builtin_sqrt(total(second)));
  }
  return rows;
}
