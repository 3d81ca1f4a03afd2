import { Op } from './abi.js'
import type { Instruction, Operand, ProgramBuilder } from './program-builder.js'

/**
 * Shortens the way of text through a program: what reads a whole column reads it as it lies, without views of its rows,
 * and what only an output reads is written there, without the heap. Instructions that nobody reads any more are left out.
 */
export function fuse({ slots, instructions }: Pick<ProgramBuilder, 'slots' | 'instructions'>): Instruction[] {
  const makers = new Map<Operand, Instruction>()
  const readers = new Map<Operand, number>()
  for (const instruction of instructions) {
    if (!isStore(instruction)) makers.set(instruction.result, instruction)
    for (const arg of instruction.args) readers.set(arg, (readers.get(arg) ?? 0) + 1)
  }

  /** The column whose rows an operand views. */
  const columnOf = (views: Operand): Operand | undefined => {
    const maker = makers.get(views)
    return maker?.op === Op.LoadView ? maker.args[0] : undefined
  }

  const overColumn = (instruction: Instruction): Instruction => {
    const { op, result, args } = instruction
    const column = columnOf(args[0]!)
    if (column === undefined) return instruction
    if (op === Op.CodePoints) return { op: Op.ColumnCodePoints, result, args: [column] }
    if (op === Op.HashText) return { op: Op.ColumnHash, result, args: [column] }
    const oneNeedle = op === Op.Contains && slots[args[1]!]!.kind === 'constant'
    return oneNeedle ? { op: Op.ColumnContains, result, args: [column, args[1]!] } : instruction
  }

  const intoOutput = (store: Instruction): Instruction => {
    const [text] = store.args as [Operand]
    const maker = makers.get(text)
    if (maker === undefined || readers.get(text)! > 1) return store
    if (maker.op === Op.Concat) {
      const columns = maker.args.map(columnOf).filter((column) => column !== undefined)
      return columns.length === maker.args.length
        ? { ...store, op: Op.StoreColumnsConcat, args: columns }
        : { ...store, op: Op.StoreConcat, args: maker.args }
    }
    const column = maker.op === Op.MapCase ? columnOf(maker.args[0]!) : undefined
    return column === undefined ? store : { ...store, op: Op.StoreCase, args: [column, ...maker.args.slice(1)] }
  }

  return withoutUnread(
    instructions.map((instruction) =>
      instruction.op === Op.StoreText ? intoOutput(instruction) : overColumn(instruction),
    ),
  )
}

function isStore({ op }: Instruction): boolean {
  return op >> 8 === Op.Store32 >> 8 || op >> 8 === Op.StoreCase >> 8
}

function withoutUnread(instructions: readonly Instruction[]): Instruction[] {
  const read = new Set<Operand>()
  const kept: Instruction[] = []
  for (const instruction of instructions.toReversed()) {
    if (!isStore(instruction) && !read.has(instruction.result)) continue
    for (const arg of instruction.args) read.add(arg)
    kept.push(instruction)
  }
  return kept.reverse()
}
