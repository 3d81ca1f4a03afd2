/**
 * The functions the WebAssembly module exports: raw addresses and counts in, numbers out. Addresses are unsigned 32-bit;
 * one that comes back is signed and needs `>>> 0`.
 */
export interface Kernels {
  /** First address behind the module's static data. */
  heapBase(): number
}
