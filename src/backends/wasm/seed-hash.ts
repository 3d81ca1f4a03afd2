import { loadKernels } from '../../wasm/load.js'

let seeded = false

/**
 * Draws the seed of the hash tables, once a process: who sends keys cannot choose ones that collide. Results do not
 * depend on it.
 */
export function seedHash(): void {
  if (seeded) return
  const [low = 0, high = 0] = crypto.getRandomValues(new Uint32Array(2))
  loadKernels().pool.prepare('seed_hash', [low, high])
  seeded = true
}
