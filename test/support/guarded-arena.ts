import type { Block } from '../../src/wasm/arena.js'
import { blockPadding } from '../../src/wasm/arena.js'
import type { KernelRuntime } from '../../src/wasm/load.js'

const guardBytes = 192
const taken = 0xa5
const free = 0x5a

interface Guarded extends Block {
  epoch: number
}

/**
 * Makes an arena fill every block, its padding included, with bytes that mean nothing when it is taken, and look after
 * memory that is nobody's: behind the padding, in blocks that were given back, and in the module's static data. The
 * function it gives tells what was overwritten there since it was asked last, or null.
 */
export function guardArena({ arena, kernels }: KernelRuntime): () => string | null {
  const inner = new Map<Block, Block>()
  const { allocate, share, free: giveBack, truncate } = arena
  const bytes = (start: number, end: number) => Buffer.from(arena.memory.buffer as ArrayBuffer, start, end - start)
  const staticData = Buffer.from(bytes(0, kernels.heapBase() >>> 0))
  const found: string[] = []

  const guardOf = (block: Block): Buffer => {
    const { offset, byteLength } = inner.get(block)!
    return bytes(offset + block.byteLength + blockPadding, offset + byteLength)
  }
  const check = (block: Block): void => {
    const at = guardOf(block).findIndex((byte) => byte !== free)
    if (at < 0) return
    found.push(`byte ${at} behind the padding of a block of ${block.byteLength}`)
    guardOf(block).fill(free)
  }
  const guarded = (own: Block, byteLength: number): Block => {
    const block: Guarded = { offset: own.offset, byteLength, epoch: own.epoch }
    inner.set(block, own)
    guardOf(block).fill(free)
    return block
  }
  const forget = (block: Block): void => {
    inner.delete(block)
    ;(block as Guarded).epoch = 0
  }

  arena.allocate = (byteLength) => {
    const own = allocate.call(arena, byteLength + guardBytes)
    const all = bytes(own.offset, own.offset + own.byteLength)
    // Fresh memory is 0.
    const at = isFree(all) ? -1 : all.findIndex((byte) => byte !== free && byte !== 0)
    if (at >= 0) found.push(`byte ${at} of free memory where a block of ${byteLength} was taken`)
    all.fill(taken, 0, byteLength + blockPadding)
    return guarded(own, byteLength)
  }
  arena.share = (block) => {
    share.call(arena, inner.get(block) ?? block)
    return block
  }
  arena.free = (block) => {
    const own = inner.get(block)
    if (own === undefined) return giveBack.call(arena, block)
    check(block)
    giveBack.call(arena, own)
    if (own.epoch !== 0) return
    bytes(own.offset, own.offset + own.byteLength).fill(free)
    forget(block)
  }
  arena.truncate = (block, byteLength) => {
    const own = inner.get(block)
    if (own === undefined) return truncate.call(arena, block, byteLength)
    check(block)
    const shorter = truncate.call(arena, own, byteLength + guardBytes)
    forget(block)
    bytes(own.offset + byteLength, own.offset + byteLength + blockPadding).fill(taken)
    bytes(own.offset + byteLength + blockPadding, own.offset + own.byteLength).fill(free)
    return guarded(shorter, byteLength)
  }

  return () => {
    for (const block of inner.keys()) check(block)
    const data = bytes(0, staticData.length)
    if (!data.equals(staticData)) found.push(`static data at ${data.findIndex((byte, at) => byte !== staticData[at])}`)
    return found.splice(0).join(', ') || null
  }
}

const freeBytes = Buffer.alloc(1 << 20, free)

function isFree(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += freeBytes.length) {
    const part = bytes.subarray(at, at + freeBytes.length)
    if (!part.equals(freeBytes.subarray(0, part.length))) return false
  }
  return true
}
