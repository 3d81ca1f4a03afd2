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
  const { exports } = new WebAssembly.Instance(module, { env: { memory, ...floatText(memory), drawSeed } })
  const kernels = exports as unknown as Kernels
  const arena = new Arena({ memory, base: kernels.heapBase() >>> 0 })
  return { kernels, arena, pool: new WorkerPool({ module, memory, kernels, drawSeed }, platform) }
}

let seed = 0n

/**
 * The seed of the hash tables, one a process: who sends keys cannot choose ones that collide. Results do not depend on it.
 * It is drawn when the first key asks, since Node takes milliseconds to load what draws it.
 */
function drawSeed(): bigint {
  if (seed === 0n) [seed = 0n] = crypto.getRandomValues(new BigUint64Array(1))
  return seed
}

const limitsWithMaximum = 1
const limitsShared = 2
const limits = { initial: 4, maximum: 65536 }

/**
 * Shared memory reserves its maximum of addresses at once, which a process may be denied, and a page on a phone mostly is;
 * then there are no threads. Whatever is thrown is taken for that, because Firefox throws a text.
 */
function makeMemory(platform: ThreadPlatform | null): { memory: WebAssembly.Memory; platform: ThreadPlatform | null } {
  if (platform) {
    try {
      return { memory: new WebAssembly.Memory({ ...limits, shared: true }), platform }
    } catch {}
  }
  return { memory: new WebAssembly.Memory(limits), platform: null }
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  // A loop over so much text costs a cold engine more than compiling the module: 3 ms against 0.1 with Node's Buffer.
  if (globalThis.Buffer !== undefined) return new Uint8Array(globalThis.Buffer.from(text, 'base64'))
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
