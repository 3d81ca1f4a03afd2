import { existsSync } from 'node:fs'
import type asc from 'assemblyscript/asc'
import { fixedWidthColumn } from '../../src/arrow/make-column.js'
import type { Arena, Block } from '../../src/wasm/arena.js'
import { loadKernels } from '../../src/wasm/load.js'
import type { Contender, Declined } from '../harness/contender.js'
import { plainAnswer } from '../harness/engines/plain.js'
import { loadPeer } from '../harness/load-peer.js'
import type { Columns } from '../harness/random-columns.js'

type Kernel = (...addressesAndRows: number[]) => number

/** Room for the kernel's constants. */
const constantBytes = 4096
const pageBytes = 65536

let compiled: Promise<Kernel> | undefined

/**
 * Workload A by a kernel that was written for it alone: what the VM's generality costs. It runs on one thread in the
 * memory that ours runs in, on copies of the inputs made beforehand, and takes the memory of its outputs from the same arena.
 */
export async function handFused(columns: Columns): Promise<Contender | Declined> {
  if (!existsSync(new URL('./kernel.ts', import.meta.url))) {
    return { name: 'hand-fused', reason: 'its source is in the repository only' }
  }
  const compiler = await loadPeer('hand-fused', () => import('assemblyscript/asc'))
  if ('reason' in compiler) return compiler
  const { arena } = loadKernels()
  // Once a process, since it takes seconds; its constants stay where they are.
  compiled ??= compile(compiler.module.default, arena.memory, arena.allocate(constantBytes).offset)
  const outputs = await compiled
  const inputs = ['a', 'b', 'c', 'd'].map((name) => columns[name]!)
  const rows = inputs[0]!.length
  const values = inputs.map((column) => arena.allocateCopy(column.values as Float64Array))
  const validities = inputs.map(({ validity }) => arena.allocateCopy(validity ?? new Uint8Array(rows).fill(255)))
  const held = [...values, ...validities]
  const run = <T>(read: (made: Block[], nulls: number) => T): T => {
    const made = [8 * rows, Math.ceil(rows / 8), 4 * rows, 8 * rows].map((bytes) => arena.allocate(bytes))
    const nulls = outputs(...[...values, ...validities, ...made].map(({ offset }) => offset), rows)
    const result = read(made, nulls)
    for (const block of made) arena.free(block)
    return result
  }
  return {
    name: 'hand-fused',
    async: false,
    bytesIn: 0,
    bytesOut: 0,
    run: () => run(() => rows),
    answer: () => run((made) => plainAnswer(columnsOf(arena, made, rows), ['x', 'y', 'z'])),
    close: () => {
      for (const block of held) arena.free(block)
    },
  }
}

function columnsOf(arena: Arena, [x, validity, y, z]: Block[], rows: number) {
  return {
    x: fixedWidthColumn('float64', rows, arena.f64(x!).slice(0, rows), arena.u8(validity!).slice()),
    y: fixedWidthColumn('int32', rows, arena.i32(y!).slice(0, rows), null),
    z: fixedWidthColumn('float64', rows, arena.f64(z!).slice(0, rows), null),
  }
}

async function compile(compiler: typeof asc, memory: WebAssembly.Memory, constantsAt: number): Promise<Kernel> {
  let bytes: Uint8Array | undefined
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--use', 'abort=']
  const placed = ['--memoryBase', String(constantsAt), '--outFile', 'kernel.wasm']
  const limits = ['--initialMemory', String(memory.buffer.byteLength / pageBytes), '--maximumMemory', '65536']
  const shared = memory.buffer instanceof ArrayBuffer ? [] : ['--sharedMemory', '--enable', 'threads']
  const { error, stderr } = await compiler.main(
    ['bench/hand-fused/kernel.ts', ...options, ...placed, ...limits, ...shared],
    {
      writeFile: (_, contents) => {
        bytes = contents as Uint8Array
      },
    },
  )
  if (error || !bytes) throw new Error(`The hand-fused kernel does not compile: ${stderr.toString()}`)
  const { instance } = await WebAssembly.instantiate(bytes as Uint8Array<ArrayBuffer>, { env: { memory } })
  return instance.exports.outputs as Kernel
}
