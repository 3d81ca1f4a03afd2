import { Op } from '../src/wasm/abi'
import { bitAt } from './inline/bits'
import { clearBit } from './bitmap'

// Conversions between numbers, value by value. ea is the width of a value, or 0 for a constant.

@inline
function loop<S, D>(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + <usize>rows * sizeof<D>(); d < end; d += sizeof<D>(), a += ea) store<D>(d, <D>load<S>(a))
}

@inline
function fromBits<D>(d: usize, a: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += sizeof<D>()) store<D>(d, <D>bitAt(a, row))
}

/** Conversions that always fit; each rounds at most once. */
export function convert(op: i32, d: usize, a: usize, ea: usize, rows: i32): void {
  switch (op) {
    case Op.I32ToI64: return loop<i32, i64>(d, a, ea, rows)
    case Op.I32ToF32: return loop<i32, f32>(d, a, ea, rows)
    case Op.I32ToF64: return loop<i32, f64>(d, a, ea, rows)
    case Op.I64ToF32: return loop<i64, f32>(d, a, ea, rows)
    case Op.I64ToF64: return loop<i64, f64>(d, a, ea, rows)
    case Op.F32ToF64: return loop<f32, f64>(d, a, ea, rows)
    case Op.F64ToF32: return loop<f64, f32>(d, a, ea, rows)
    case Op.BitsToI32: return fromBits<i32>(d, a, rows)
    case Op.BitsToI64: return fromBits<i64>(d, a, rows)
    case Op.BitsToF32: return fromBits<f32>(d, a, rows)
    case Op.BitsToF64: return fromBits<f64>(d, a, rows)
  }
}

/** Truncates; NaN and what lies outside the integer type (above `low`, below `high`) is null. */
@inline
function truncate<S, D>(low: f64, high: f64, d: usize, a: usize, ea: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += sizeof<D>(), a += ea) {
    const x = trunc<f64>(<f64>load<S>(a))
    const fits = x >= low && x < high
    store<D>(d, fits ? <D>x : 0)
    if (!fits) clearBit(valid, row)
  }
}

@inline
function narrowI64(d: usize, a: usize, ea: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += 4, a += ea) {
    const x = load<i64>(a)
    store<i32>(d, <i32>x)
    if (<i64>(<i32>x) != x) clearBit(valid, row)
  }
}

@inline
function narrowF64(d: usize, a: usize, ea: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += 4, a += ea) {
    const x = load<f64>(a)
    const y = <f32>x
    store<f32>(d, y)
    if (abs<f32>(y) == Infinity && abs<f64>(x) != Infinity) clearBit(valid, row)
  }
}

const twoTo31: f64 = 2147483648.0
// With a point: as an integer literal it would not fit int64 and turn negative.
const twoTo63: f64 = 9223372036854775808.0

/** Conversions that clear the validity of rows whose value does not fit. */
export function convertChecked(op: i32, d: usize, a: usize, ea: usize, valid: usize, rows: i32): void {
  switch (op) {
    case Op.I64ToI32: return narrowI64(d, a, ea, valid, rows)
    case Op.F32ToI32: return truncate<f32, i32>(-twoTo31, twoTo31, d, a, ea, valid, rows)
    case Op.F32ToI64: return truncate<f32, i64>(-twoTo63, twoTo63, d, a, ea, valid, rows)
    case Op.F64ToI32: return truncate<f64, i32>(-twoTo31, twoTo31, d, a, ea, valid, rows)
    case Op.F64ToI64: return truncate<f64, i64>(-twoTo63, twoTo63, d, a, ea, valid, rows)
    case Op.F64ToF32Checked: return narrowF64(d, a, ea, valid, rows)
  }
}
