const milliseconds = 250

/** Says whether this thread may sleep until another wakes it: not in a window, and not in some hosts that embed Node. */
export function maySleep(): boolean {
  try {
    return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1) === 'not-equal'
  } catch {
    return false
  }
}

/** Sleeps until somebody notifies of a word that is no longer `value`; false where nobody did for a while. */
export function sleepUntilChange(words: Int32Array, index: number, value: number): boolean {
  return Atomics.wait(words, index, value, milliseconds) !== 'timed-out'
}

/** The same awake, for threads that may not sleep: what they wait for is the end of tasks, which are short. */
export function spinUntilChange(words: Int32Array, index: number, value: number): boolean {
  const end = performance.now() + milliseconds
  while (Atomics.load(words, index) === value) if (performance.now() > end) return false
  return true
}
