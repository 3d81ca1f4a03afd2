// L: (a + b) * c - d.
#include "kernel.h"

static void compute(
    size_t rows, const double *restrict a, const double *restrict b, const double *restrict c,
    const double *restrict d, double *restrict x) {
  for (size_t row = 0; row < rows; row++) x[row] = (a[row] + b[row]) * c[row] - d[row];
}

/** (rows, a, b, c, d, x) */
double linear(const Argument *given) {
  compute(given[0].number, given[1].values, given[2].values, given[3].values, given[4].values, given[5].values);
  return given[0].number;
}
