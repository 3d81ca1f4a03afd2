import { Op, Size } from './abi.js'
import type { Instruction, Operand, SlotSource } from './program-builder.js'

/** Where a register's values and validity lie in the register file, in bytes. */
export interface RegisterPlace {
  readonly values: number
  readonly validity: number
}

/** Registers of a program: their places, and the bytes of the file, which begins with a bitmap that instructions work in. */
export interface RegisterFile {
  readonly places: ReadonlyMap<Operand, RegisterPlace>
  readonly byteLength: number
}

const wordBytes = Size.ChunkValues + Size.ChunkBits
const bitBytes = 2 * Size.ChunkBits
/** Instructions whose result may have its first operand's values, in the operand's register. */
const sharesValues: ReadonlySet<Op> = new Set([Op.NullIf32, Op.NullIf64, Op.NullIfBits])

/**
 * Gives each result a register from its instruction to its last use, and the fewest registers. A result never shares one
 * with its own operands, so kernels need not care for overlap.
 */
export function allocateRegisters(slots: readonly SlotSource[], instructions: readonly Instruction[]): RegisterFile {
  const words = new Pool()
  const bits = new Pool()
  const poolOf = (slot: Operand) => {
    const source = slots[slot]!
    return source.kind === 'register' ? (source.storage === 'bits' ? bits : words) : undefined
  }
  const lastUse = new Map<Operand, number>()
  for (const [at, { args }] of instructions.entries()) for (const arg of args) lastUse.set(arg, at)
  for (const { op, result, args } of instructions.toReversed()) {
    if (sharesValues.has(op)) lastUse.set(args[0]!, Math.max(lastUse.get(args[0]!)!, lastUse.get(result) ?? 0))
  }
  for (const [at, { result, args }] of instructions.entries()) {
    poolOf(result)?.take(result)
    for (const arg of new Set(args)) if (lastUse.get(arg) === at) poolOf(arg)?.release(arg)
  }
  const wordsStart = Size.ChunkBits
  const bitsStart = wordsStart + words.size * wordBytes
  const places = new Map<Operand, RegisterPlace>()
  for (const [slot, index] of words.assigned) {
    const values = wordsStart + index * wordBytes
    places.set(slot, { values, validity: values + Size.ChunkValues })
  }
  for (const [slot, index] of bits.assigned) {
    const values = bitsStart + index * bitBytes
    places.set(slot, { values, validity: values + Size.ChunkBits })
  }
  return { places, byteLength: bitsStart + bits.size * bitBytes }
}

/** Registers of one width. */
class Pool {
  readonly assigned = new Map<Operand, number>()
  readonly #free: number[] = []
  size = 0

  take(slot: Operand): void {
    this.assigned.set(slot, this.#free.pop() ?? this.size++)
  }

  release(slot: Operand): void {
    this.#free.push(this.assigned.get(slot)!)
  }
}
