// What every kernel agrees on with the host.
//
// Memory is the host's: kernels never allocate. Blocks begin at multiples of 64 bytes and have 64 bytes behind their end
// that may be read and written, so that tails run as whole vectors. Bitmaps are least significant bit first.

/** First address behind the module's static data. */
export function heapBase(): usize {
  return __heap_base
}
