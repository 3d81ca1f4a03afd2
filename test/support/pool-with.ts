import { Arena } from '../../src/wasm/arena.js'
import { kernelsBase64, memoryLimitsAt } from '../../src/wasm/kernels.generated.js'
import type { Kernels } from '../../src/wasm/kernels.js'
import { type ThreadPlatform, threadPlatform } from '../../src/wasm/platform-threads.js'
import { WorkerPool } from '../../src/wasm/worker-pool.js'

/** A pool whose main thread has kernels of its own in place of some. Runs alike in Node and in a page. */
export function poolWith(own: Partial<Kernels>, platform: ThreadPlatform = threadPlatform()!, drawSeed = () => 1n) {
  const bytes = Uint8Array.from(atob(kernelsBase64), (character) => character.charCodeAt(0))
  bytes[memoryLimitsAt] = 3
  const module = new WebAssembly.Module(bytes)
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 65536, shared: true })
  const host = { formatFloats: () => 0, parseFloats: () => undefined, drawSeed }
  const exports = new WebAssembly.Instance(module, { env: { memory, ...host } }).exports as unknown as Kernels
  const arena = new Arena({ memory, base: exports.heapBase() })
  return { arena, pool: new WorkerPool({ module, memory, kernels: { ...exports, ...own }, drawSeed }, platform) }
}
