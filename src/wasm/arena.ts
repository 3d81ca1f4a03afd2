import { MillraceError } from '../errors.js'

/**
 * A piece of WebAssembly memory. It is a handle, not a view: memory that grows detaches every view, so views are made
 * from the handle each time ({@link Arena.i32} and its siblings) and never kept.
 */
export interface Block {
  /** Address of the first byte, a multiple of 64; may exceed 2^31. */
  readonly offset: number
  /** Bytes that were asked for. {@link blockPadding} more may be read and written by kernels. */
  readonly byteLength: number
  /** Serial number of the allocation; 0 once freed, so that a stale handle is refused instead of reading others' data. */
  readonly epoch: number
}

/** What an {@link Arena} stands on. */
export interface ArenaOptions {
  readonly memory: WebAssembly.Memory
  /** First address that is the arena's: the end of the module's static data. */
  readonly base: number
}

interface OwnedBlock extends Block {
  epoch: number
}

interface Span {
  offset: number
  size: number
}

/** Blocks begin at multiples of this many bytes: a cache line. */
export const blockAlignment = 64
/** Bytes behind every block that kernels may read and write, so that tails are processed as whole vectors. */
export const blockPadding = 64

const pageBytes = 65536
const growthStepBytes = 16 * 1024 * 1024
// The last page stays unused, so that one past the end of a block is always a valid 32-bit address.
const maximumPages = 65535

/**
 * Hands out blocks of a WebAssembly memory.
 *
 * Freed blocks wait in a list per size class (four classes a doubling) and are handed out again first: touching fresh
 * pages costs several times more than the work on them. When no list serves, neighbours are merged, and only then does
 * memory grow, in steps of at least 16 MiB. What a block holds at first is undefined.
 *
 * Errors: MILLRACE_OUT_OF_MEMORY when memory cannot grow (nothing is lost by it), MILLRACE_INVALID_FRAME for a handle
 * that was freed.
 *
 * @example
 * const block = arena.allocate(8 * rows)
 * arena.f64(block).set(values)
 * arena.free(block)
 */
export class Arena {
  readonly memory: WebAssembly.Memory
  readonly #lists: number[][] = Array.from({ length: 128 }, () => [])
  #spans: Span[] = []
  #words: Uint32Array | null = null
  #bytes: Uint8Array | null = null
  #top: number
  #epoch = 0
  #bytesInUse = 0
  #blocksInUse = 0
  /** Of shared blocks: how many holders there are besides the first. */
  readonly #shares = new Map<Block, number>()

  constructor({ memory, base }: ArenaOptions) {
    this.memory = memory
    this.#top = roundUp(base, blockAlignment)
  }

  /** Bytes asked for by blocks that are not freed: back to its earlier value when nothing leaked. */
  get bytesInUse(): number {
    return this.#bytesInUse
  }

  /** Blocks that are not freed. */
  get blocksInUse(): number {
    return this.#blocksInUse
  }

  /** Takes `byteLength` bytes, aligned to 64 and padded. */
  allocate(byteLength: number): Block {
    if (!Number.isSafeInteger(byteLength) || byteLength < 0) {
      throw new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `A block needs a size of 0 bytes or more, not ${byteLength}`,
        { byteLength },
      )
    }
    const index = sizeClass(byteLength + blockPadding)
    const offset = this.#lists[index]?.pop() ?? this.#take(sizeOfClass(index))
    if (offset === undefined) throw outOfMemory(byteLength, this.#bytesInUse)
    this.#bytesInUse += byteLength
    this.#blocksInUse++
    return { offset, byteLength, epoch: ++this.#epoch }
  }

  /** Takes a block that holds a copy of `source`'s bytes. */
  allocateCopy(source: ArrayBufferView): Block {
    const block = this.allocate(source.byteLength)
    // Not by the buffer: V8 makes one for an array of up to 64 bytes when it is asked for, which takes ten times the copy.
    if (source instanceof Uint8Array) this.bytes().set(source, block.offset)
    else if (source instanceof Float64Array) this.f64(block).set(source)
    else if (source instanceof Int32Array) this.i32(block).set(source)
    else if (source instanceof BigInt64Array) this.i64(block).set(source)
    else if (source instanceof Float32Array) this.f32(block).set(source)
    else this.u8(block).set(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
    return block
  }

  /** Counts a holder more of a block that nobody writes any more: each gives it back by {@link free}. */
  share(block: Block): Block {
    this.#check(block)
    this.#shares.set(block, (this.#shares.get(block) ?? 0) + 1)
    return block
  }

  /** Gives a block back. The last holder's handle is refused from here on. */
  free(block: Block): void {
    this.#check(block)
    if (this.#unshare(block)) return
    this.#lists[sizeClass(block.byteLength + blockPadding)]!.push(block.offset)
    this.#bytesInUse -= block.byteLength
    this.#blocksInUse--
    ;(block as OwnedBlock).epoch = 0
  }

  /** Keeps the first `byteLength` bytes of a block and gives back the rest. The old handle is refused from here on. */
  truncate(block: Block, byteLength: number): Block {
    this.#check(block)
    if (byteLength > block.byteLength) {
      const details = { byteLength, offset: block.offset }
      throw new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `A block of ${block.byteLength} bytes cannot become longer: ${byteLength}`,
        details,
      )
    }
    const size = sizeOfClass(sizeClass(byteLength + blockPadding))
    const rest = sizeOfClass(sizeClass(block.byteLength + blockPadding)) - size
    if (rest > 0) this.#spans.push({ offset: block.offset + size, size: rest })
    this.#bytesInUse -= block.byteLength - byteLength
    ;(block as OwnedBlock).epoch = 0
    return { offset: block.offset, byteLength, epoch: ++this.#epoch }
  }

  /** Views a block as bytes. */
  u8(block: Block): Uint8Array {
    return new Uint8Array(this.#buffer(block), block.offset, block.byteLength)
  }

  /** Views a block as int32 values. */
  i32(block: Block): Int32Array {
    return new Int32Array(this.#buffer(block), block.offset, Math.floor(block.byteLength / 4))
  }

  /** Views a block as unsigned 32-bit values, such as addresses. */
  u32(block: Block): Uint32Array {
    return new Uint32Array(this.#buffer(block), block.offset, Math.floor(block.byteLength / 4))
  }

  /** Views a block as int64 values. */
  i64(block: Block): BigInt64Array {
    return new BigInt64Array(this.#buffer(block), block.offset, Math.floor(block.byteLength / 8))
  }

  /** Views a block as float32 values. */
  f32(block: Block): Float32Array {
    return new Float32Array(this.#buffer(block), block.offset, Math.floor(block.byteLength / 4))
  }

  /** Views a block as float64 values. */
  f64(block: Block): Float64Array {
    return new Float64Array(this.#buffer(block), block.offset, Math.floor(block.byteLength / 8))
  }

  /**
   * Views all of memory as 32-bit words, for the many small writes of a call: word `offset / 4` is a block's first. The
   * next allocation may detach it, so take it anew behind each.
   */
  words(): Uint32Array {
    this.#words ??= new Uint32Array(this.memory.buffer)
    return this.#words
  }

  /** Views all of memory as bytes; as {@link words}, to be taken anew behind each allocation. */
  bytes(): Uint8Array {
    this.#bytes ??= new Uint8Array(this.memory.buffer)
    return this.#bytes
  }

  /** Counts a holder less; says whether others are left. */
  #unshare(block: Block): boolean {
    const others = this.#shares.get(block)
    if (others === undefined) return false
    if (others === 1) this.#shares.delete(block)
    else this.#shares.set(block, others - 1)
    return true
  }

  #check(block: Block): void {
    if (block.epoch === 0) {
      const { offset, byteLength } = block
      throw new MillraceError(
        'MILLRACE_INVALID_FRAME',
        `A block was used after it was freed: ${byteLength} bytes at ${offset}`,
        { offset, byteLength },
      )
    }
  }

  #buffer(block: Block): ArrayBuffer {
    this.#check(block)
    return this.memory.buffer as ArrayBuffer
  }

  #take(size: number): number | undefined {
    return this.#fromSpans(size) ?? this.#fromTop(size) ?? this.#afterMerge(size)
  }

  #fromSpans(size: number): number | undefined {
    const index = this.#spans.findIndex((span) => span.size >= size)
    if (index < 0) return undefined
    const span = this.#spans[index]!
    const { offset } = span
    span.offset += size
    span.size -= size
    if (span.size === 0) this.#spans.splice(index, 1)
    return offset
  }

  #fromTop(size: number): number | undefined {
    if (this.#top + size > this.memory.buffer.byteLength) return undefined
    const offset = this.#top
    this.#top += size
    return offset
  }

  #afterMerge(size: number): number | undefined {
    this.#merge()
    const offset = this.#fromSpans(size)
    if (offset !== undefined) return offset
    this.#grow(size)
    return this.#fromTop(size)
  }

  /** Empties the lists: neighbouring free pieces become one span, and a span that ends at the top goes back to it. */
  #merge(): void {
    const free = this.#spans
    for (const [index, list] of this.#lists.entries()) {
      for (const offset of list) free.push({ offset, size: sizeOfClass(index) })
      list.length = 0
    }
    free.sort((a, b) => a.offset - b.offset)
    this.#spans = []
    for (const span of free) {
      const last = this.#spans.at(-1)
      if (last && last.offset + last.size === span.offset) last.size += span.size
      else this.#spans.push(span)
    }
    const last = this.#spans.at(-1)
    if (last && last.offset + last.size === this.#top) {
      this.#top = last.offset
      this.#spans.pop()
    }
  }

  #grow(size: number): void {
    const pages = this.memory.buffer.byteLength / pageBytes
    const needed = Math.ceil((this.#top + size) / pageBytes) - pages
    const room = maximumPages - pages
    if (needed <= 0 || needed > room) return
    const step = Math.min(room, Math.max(needed, growthStepBytes / pageBytes, pages >> 3))
    // A large step may be refused where the exact need is not.
    for (const delta of new Set([step, needed])) {
      try {
        this.memory.grow(delta)
        this.#words = null
        this.#bytes = null
        return
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
      }
    }
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}

/** The class of a size: sizes are m * 2^shift units of 64 bytes with m from 5 to 8, and 1 to 4 units below. */
function sizeClass(byteLength: number): number {
  const units = Math.ceil(byteLength / blockAlignment)
  if (units <= 4) return units
  // Beyond the address space: a class that has no list and no room.
  if (units >= 2 ** 26) return 4 * 24 + 8
  const shift = 29 - Math.clz32(units - 1)
  return 4 * shift + ((units + (1 << shift) - 1) >>> shift)
}

function sizeOfClass(index: number): number {
  if (index <= 8) return index * blockAlignment
  const shift = (index - 5) >>> 2
  return ((index - 4 * shift) << shift) * blockAlignment
}

function outOfMemory(byteLength: number, bytesInUse: number): MillraceError {
  return new MillraceError(
    'MILLRACE_OUT_OF_MEMORY',
    `WebAssembly memory cannot give ${byteLength} bytes more while ${bytesInUse} are in use; release frames or use smaller batches`,
    { byteLength, bytesInUse },
  )
}
