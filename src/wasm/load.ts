import { Arena } from './arena.js'
import { floatText } from './float-text.js'
import { kernelsBase64, memoryLimitsAt } from './kernels.generated.js'
import type { Kernels } from './kernels.js'
import { type ThreadPlatform, threadPlatform } from './platform-threads.js'
import { WorkerPool } from './worker-pool.js'

/** The WebAssembly module, running: its kernels, the arena over the memory they work on, and threads that run them too. */
export interface KernelRuntime {
  readonly kernels: Kernels
  readonly arena: Arena
  readonly pool: WorkerPool
}

let runtime: KernelRuntime | undefined

/**
 * Starts the WebAssembly module at the first call (a few milliseconds) and gives the same runtime from then on.
 *
 * @example
 * const { kernels, arena } = loadKernels()
 */
export function loadKernels(): KernelRuntime {
  runtime ??= startKernels(threadPlatform())
  return runtime
}

/** Starts the module over memory of its own, which threads share where there are any. */
export function startKernels(threads: ThreadPlatform | null): KernelRuntime {
  const { memory, platform } = makeMemory(threads)
  const bytes = decodeBase64(kernelsBase64)
  // One module serves both kinds of memory: what it imports must say which.
  if (platform) bytes[memoryLimitsAt] = limitsWithMaximum | limitsShared
  const module = new WebAssembly.Module(bytes)
  const { exports } = new WebAssembly.Instance(module, { env: { memory, ...floatText(memory) } })
  const kernels = exports as unknown as Kernels
  const arena = new Arena({ memory, base: kernels.heapBase() >>> 0 })
  return { kernels, arena, pool: new WorkerPool({ module, memory, kernels }, platform) }
}

const limitsWithMaximum = 1
const limitsShared = 2
const limits = { initial: 4, maximum: 65536 }

/** Shared memory reserves its maximum of addresses at once, which a process may be denied; then there are no threads. */
function makeMemory(platform: ThreadPlatform | null): { memory: WebAssembly.Memory; platform: ThreadPlatform | null } {
  if (platform) {
    try {
      return { memory: new WebAssembly.Memory({ ...limits, shared: true }), platform }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return { memory: new WebAssembly.Memory(limits), platform: null }
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
