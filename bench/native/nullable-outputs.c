// A: a * b + log1p(c), (d > 10 and a < 0.5) ? 1 : 0, coalesce(a / nullif(b, 0), 0); all in one pass, values under nulls
// too, bitmaps beside them.
#include "kernel.h"

static inline uint64_t bits_of(double value) {
  uint64_t bits;
  memcpy(&bits, &value, 8);
  return bits;
}

static inline double double_of(uint64_t bits) {
  double value;
  memcpy(&value, &bits, 8);
  return value;
}

/**
 * log(1 + x) as FreeBSD's msun computes it, without branches, so that the compiler vectorises it; exact to 1 ULP for
 * finite x > -1, which is all that the workload has.
 */
static inline double log1p_lane(double x) {
  const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
  const double sum = 1 + x;
  const uint64_t shifted = bits_of(sum) + ((uint64_t)(0x3ff00000 - 0x3fe6a09e) << 32);
  const uint64_t exponent = shifted >> 52;
  // An int64 below 2^52 becomes a float64 by its bits: AVX2 has no instruction for it.
  const double k = double_of(exponent | 0x4330000000000000) - (4503599627370496.0 + 1023);
  const double lost = k >= 2 ? 1 - (sum - x) : x - (sum - 1);
  const double correction = k < 54 ? lost / sum : 0;
  const double f = double_of((shifted & 0xfffffffffffff) + ((uint64_t)0x3fe6a09e << 32)) - 1;
  const double half_square = 0.5 * f * f;
  const double s = f / (2 + f), z = s * s, w = z * z;
  const double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const double odd = z * (6.666666666666735130e-01 +
      w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  return s * (half_square + (odd + even)) + (k * ln2_low + correction) - half_square + f + k * ln2_high;
}

typedef struct {
  const double *restrict values;
  const uint8_t *restrict validity;
} Input;

static inline uint8_t validity_byte(Input input, size_t byte) {
  return input.validity == 0 ? 0xff : input.validity[byte];
}

/** Rows from a multiple of 8 on, at most 8 of them; inlined with 8 for all but the last. */
static inline __attribute__((always_inline)) void eight(
    size_t start, int rows, Input a, Input b, Input c, Input d,
    double *restrict x, uint8_t *restrict x_validity, int32_t *restrict y, double *restrict z) {
  const size_t byte = start >> 3;
  const uint8_t has_a = validity_byte(a, byte), has_b = validity_byte(b, byte);
  const uint8_t has_ab = has_a & has_b, has_ad = has_a & validity_byte(d, byte);
  x_validity[byte] = (has_ab & validity_byte(c, byte)) & (0xff >> (8 - rows));
  for (int lane = 0; lane < rows; lane++) {
    const size_t row = start + lane;
    x[row] = a.values[row] * b.values[row] + log1p_lane(c.values[row]);
  }
  for (int lane = 0; lane < rows; lane++) {
    const size_t row = start + lane;
    y[row] = (d.values[row] > 10) & (a.values[row] < 0.5) & (has_ad >> lane);
  }
  for (int lane = 0; lane < rows; lane++) {
    const size_t row = start + lane;
    const double quotient = a.values[row] / b.values[row];
    z[row] = (has_ab >> lane & 1) && b.values[row] != 0 ? quotient : 0;
  }
}

/** (rows, a, validity of a, b, validity, c, validity, d, validity, x, validity of x, y, z) */
double nullable_outputs(const Argument *given) {
  const size_t rows = given[0].number;
  const Input a = {given[1].values, given[2].values}, b = {given[3].values, given[4].values};
  const Input c = {given[5].values, given[6].values}, d = {given[7].values, given[8].values};
  double *x = given[9].values, *z = given[12].values;
  uint8_t *x_validity = given[10].values;
  int32_t *y = given[11].values;
  size_t row = 0;
  for (; row + 8 <= rows; row += 8) eight(row, 8, a, b, c, d, x, x_validity, y, z);
  if (row < rows) eight(row, rows - row, a, b, c, d, x, x_validity, y, z);
  return rows;
}
