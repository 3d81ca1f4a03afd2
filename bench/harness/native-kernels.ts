import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Works on typed arrays in place; null stands for a bitmap that is not there. */
export type NativeKernel = (...given: readonly (ArrayBufferView | number | null)[]) => number

/** The functions of bench/native. */
export interface NativeKernels extends Readonly<Record<KernelName, NativeKernel>> {
  readonly reason?: never
}

type KernelName =
  | 'linear'
  | 'nullable_outputs'
  | 'filter_below'
  | 'left_join'
  | 'group_sum'
  | 'as_of_sweep'
  | 'keep_latest'
  | 'dot_products'
  | 'cosines'

/** Why there are none. */
export interface NoKernels {
  readonly reason: string
}

const flags = ['-O3', '-march=native', '-fPIC', '-shared', '-fvisibility=hidden']

let built: Promise<NativeKernels | NoKernels> | undefined

/** Builds bench/native with gcc and loads it, once a process; says why where that is not possible. */
export function loadNativeKernels(): Promise<NativeKernels | NoKernels> {
  built ??= build()
  return built
}

async function build(): Promise<NativeKernels | NoKernels> {
  const sources = fileURLToPath(new URL('../native/', import.meta.url))
  const files = (await readdir(sources)).filter((file) => file.endsWith('.c'))
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
  try {
    const addon = join(folder, 'kernels.node')
    // The functions of Node-API are found in the process that loads the add-on.
    const open = process.platform === 'darwin' ? ['-Wl,-undefined,dynamic_lookup'] : []
    await promisify(execFile)('gcc', [...flags, ...open, ...files, '-o', addon], { cwd: sources })
    return createRequire(import.meta.url)(addon) as NativeKernels
  } catch (error) {
    return { reason: reasonOf(error as NodeJS.ErrnoException) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no gcc'
  return `gcc could not build it: ${error.message.split('\n').slice(0, 2).join(' ')}`
}
