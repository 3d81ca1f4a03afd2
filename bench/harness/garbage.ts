import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options: { type: 'major' | 'minor' }) => void

/** Garbage from which the whole heap is cleared, which takes tens of milliseconds. */
const muchGarbage = 32 * 2 ** 20

let held = 0

/** Clears what was left behind lately, and the whole heap where that is much. */
export function clearGarbage(): void {
  collect({ type: 'minor' })
  if (heldBytes() < held + muchGarbage) return
  collect({ type: 'major' })
  held = heldBytes()
}

/** Clears the whole heap. */
export function clearAllGarbage(): void {
  collect({ type: 'major' })
}

function heldBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}
