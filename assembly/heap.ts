// Memory for text that a chunk makes on its way: taken in order, given back as a whole when the next chunk starts.

let start: usize = 0
let top: usize = 0
let end: usize = 0
let needed: u64 = 0

/** Empties the heap and sets its bounds. 64 bytes behind `to` may be overwritten. */
export function resetHeap(from: usize, to: usize): void {
  start = from
  top = from
  end = to
}

/** Takes `bytes` bytes and gives their address, or 0 where they do not fit; then {@link heapNeeded} says what would. */
export function reserve(bytes: u64): usize {
  if (<u64>(end - top) < bytes) {
    needed = <u64>(top - start) + bytes
    return 0
  }
  const address = top
  top += <usize>bytes
  return address
}

/** Gives back what was reserved last from `to` on. */
export function trimHeap(to: usize): void {
  top = to
}

/** The size of heap that the last reservation which failed would have needed. */
export function heapNeeded(): u64 {
  return needed
}
