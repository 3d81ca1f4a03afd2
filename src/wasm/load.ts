import { Arena } from './arena.js'
import { floatText } from './float-text.js'
import { kernelsBase64 } from './kernels.generated.js'
import type { Kernels } from './kernels.js'

/** The WebAssembly module, running: its kernels, and the arena over the memory they work on. */
export interface KernelRuntime {
  readonly kernels: Kernels
  readonly arena: Arena
}

let runtime: KernelRuntime | undefined

/**
 * Starts the WebAssembly module at the first call (a few milliseconds) and gives the same runtime from then on.
 *
 * @example
 * const { kernels, arena } = loadKernels()
 */
export function loadKernels(): KernelRuntime {
  runtime ??= instantiate()
  return runtime
}

function instantiate(): KernelRuntime {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 65536 })
  const module = new WebAssembly.Module(decodeBase64(kernelsBase64))
  const { exports } = new WebAssembly.Instance(module, { env: { memory, ...floatText(memory) } })
  const kernels = exports as unknown as Kernels
  return { kernels, arena: new Arena({ memory, base: kernels.heapBase() >>> 0 }) }
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
