import { Header, Size, Slot } from './abi.js'
import { fetchedAhead } from './fetched-ahead.js'
import type { Instruction, Operand, SlotSource } from './program-builder.js'
import { allocateRegisters } from './register-file.js'
import { isVariableWidth, type Storage, storageOf } from './storage.js'

/** A program's words, as long as it has no place in memory. */
export interface ProgramImage {
  readonly words: Uint32Array
  /** Positions of words that are offsets in the program, and become addresses when it has a place. */
  readonly addresses: Uint32Array
  /** Size of the register file it needs. */
  readonly registerBytes: number
  /** Offset of each slot. */
  readonly slotOffsets: readonly number[]
}

const kinds = ['column', 'constant', 'register', 'output'] as const

/** Lays out header, slots (registers and outputs each in one piece), instructions and constants. */
export function layOutProgram(slots: readonly SlotSource[], instructions: readonly Instruction[]): ProgramImage {
  const order = kinds.map((kind) => slots.flatMap((slot, index) => (slot.kind === kind ? [index] : [])))
  const slotOffsets: number[] = []
  for (const [place, slot] of order.flat().entries()) slotOffsets[slot] = Header.ByteLength + place * Slot.ByteLength
  const codeStart = Header.ByteLength + slots.length * Slot.ByteLength
  const codeEnd = codeStart + instructions.length * Size.Instruction
  const { places, byteLength } = allocateRegisters(slots, instructions)

  const writer = new ImageWriter(codeEnd)
  const registersStart = Header.ByteLength + (order[0]!.length + order[1]!.length) * Slot.ByteLength
  const registersEnd = registersStart + order[2]!.length * Slot.ByteLength
  writer.words(Header.Code, [codeStart, codeEnd])
  writer.words(Header.Registers, [registersStart, registersEnd])
  writer.words(Header.Outputs, [registersEnd, codeStart])
  writer.words(
    Header.Ahead,
    fetchedAhead(slots, instructions).map((slot) => slotOffsets[slot]!),
  )
  for (const [index, slot] of slots.entries()) {
    writeSlot(writer, slotOffsets[index]!, slot)
    const place = places.get(index)
    if (place) writer.words(slotOffsets[index]! + Slot.RegisterValues, [place.values, place.validity])
  }
  const offsetOf = (slot: Operand) => slotOffsets[slot]!
  for (const [index, { op, result, args }] of instructions.entries()) {
    writer.words(codeStart + index * Size.Instruction, [op, offsetOf(result), ...args.map(offsetOf)])
  }
  return { ...writer.finish(), registerBytes: byteLength, slotOffsets }
}

const widths: { readonly [S in Storage]: number } = { bits: 0, word32: 4, word64: 8, view: 8 }

/** Strides and steps of a slot, and of a constant all there is to say; addresses of columns come with each run. */
function writeSlot(writer: ImageWriter, at: number, source: SlotSource): void {
  switch (source.kind) {
    case 'constant': {
      const start = writer.append(source.constant.bytes, source.constant.addresses)
      writer.address(at + Slot.Values, start)
      if (source.constant.isNull) writer.address(at + Slot.Validity, writer.append(new Uint8Array(Size.ChunkBits), []))
      return
    }
    case 'register':
      writer.words(at + Slot.LineStep, [Size.Line, widths[source.storage]])
      return
    default: {
      const storage = storageOf(source.type)
      const stride = isVariableWidth(source.type)
        ? Size.ChunkRows * 4
        : storage === 'bits'
          ? Size.ChunkBits
          : Size.ChunkRows * widths[storage]
      writer.words(at + Slot.ValuesStride, [stride, Size.Line, widths[storage]])
      writer.words(at + Slot.ValidityStride, [Size.ChunkBits])
    }
  }
}

/** Writes words at places that are known, and appends constants behind them. */
class ImageWriter {
  readonly #words: Uint32Array
  readonly #tail: Uint8Array[] = []
  readonly #addresses: number[] = []
  #end: number

  constructor(byteLength: number) {
    this.#words = new Uint32Array(byteLength / 4)
    this.#end = byteLength
  }

  words(at: number, values: readonly number[]): void {
    this.#words.set(values, at / 4)
  }

  address(at: number, offset: number): void {
    this.words(at, [offset])
    this.#addresses.push(at)
  }

  /** Appends bytes with addresses in them, at a multiple of 16, and gives where they begin. */
  append(bytes: Uint8Array, addresses: readonly number[]): number {
    const start = this.#end
    const padded = new Uint8Array(Math.ceil(bytes.length / 16) * 16)
    padded.set(bytes)
    const words = new Uint32Array(padded.buffer)
    for (const at of addresses) {
      words[at / 4]! += start
      this.#addresses.push(start + at)
    }
    this.#tail.push(padded)
    this.#end += padded.length
    return start
  }

  finish(): Pick<ProgramImage, 'words' | 'addresses'> {
    const bytes = new Uint8Array(this.#end)
    bytes.set(new Uint8Array(this.#words.buffer))
    let at = this.#words.byteLength
    for (const piece of this.#tail) {
      bytes.set(piece, at)
      at += piece.length
    }
    return { words: new Uint32Array(bytes.buffer), addresses: Uint32Array.from(this.#addresses) }
  }
}
