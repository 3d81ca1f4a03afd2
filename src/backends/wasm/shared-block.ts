import { type Block, blockAlignment, blockPadding } from '../../wasm/arena.js'
import { loadKernels } from '../../wasm/load.js'

/**
 * One allocation for several blocks that come about together, given back with the last of them. The arena does not know
 * the parts: they are neither its to free nor to share.
 */
export class SharedBlock {
  readonly #block: Block
  #next: number
  #references = 0

  /** `byteLength` is the sum of the {@link partBytes} of all parts. */
  constructor(byteLength: number) {
    this.#block = loadKernels().arena.allocate(byteLength)
    this.#next = this.#block.offset
  }

  /** Takes the next part, aligned and padded as the arena's own blocks. */
  part(byteLength: number): Block {
    const offset = this.#next
    this.#next += partBytes(byteLength)
    return { offset, byteLength, epoch: this.#block.epoch }
  }

  /** Counts one user more. */
  retain(): this {
    this.#references++
    return this
  }

  /** Counts one user less, and frees the memory with the last. */
  release(): void {
    if (--this.#references === 0) loadKernels().arena.free(this.#block)
  }
}

/** What a part of so many bytes takes. */
export function partBytes(byteLength: number): number {
  return byteLength + blockPadding + (-byteLength & (blockAlignment - 1))
}
