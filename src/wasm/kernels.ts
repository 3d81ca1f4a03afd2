import type { KeyKernels } from './key-kernels.js'
import type { RelationalKernels } from './relational-kernels.js'
import type { RowKernels } from './row-kernels.js'

/**
 * The functions the WebAssembly module exports: raw addresses and counts in, numbers out. Addresses are unsigned 32-bit;
 * one that comes back is signed and needs `>>> 0`.
 */
export interface Kernels extends KeyKernels, MathKernels, RelationalKernels, RowKernels {
  /** First address behind the module's static data. */
  heapBase(): number
  /** Runs a program of expressions; see assembly/vm.ts. */
  run(program: number, registers: number, heap: number, heapEnd: number, rows: number, first: number): number
}

/** The transcendental functions over one number. */
export interface MathKernels {
  exp(x: number): number
  log(x: number): number
  log1p(x: number): number
  expm1(x: number): number
  pow(x: number, y: number): number
  sin(x: number): number
  cos(x: number): number
  tan(x: number): number
  atan2(y: number, x: number): number
  tanh(x: number): number
  sigmoid(x: number): number
}
