import type { TypedExpr } from '../expr/ir.js'
import { columnsOf } from '../expr/walk.js'
import type { DataType } from '../types.js'
import { Op } from './abi.js'
import { chainArithmetic } from './chain-arithmetic.js'
import { coalesceArithmetic } from './coalesce-arithmetic.js'
import { fuse } from './fuse.js'
import { lower } from './lowering/lower.js'
import { type Instruction, ProgramBuilder, type SlotSource } from './program-builder.js'
import { layOutProgram } from './program-image.js'
import { isVariableWidth } from './storage.js'

/** A column a program reads or makes, and the offset of its slot in the program. */
export interface ProgramSlot {
  readonly name: string
  readonly type: DataType
  readonly slot: number
}

/** A column a program makes. */
export interface ProgramResult extends ProgramSlot {
  /** The columns it is computed from, by name. */
  readonly sources: readonly string[]
  /** Of text: the column whose offsets its own are as long as no row changes its length; else null. */
  readonly offsetsOf: string | null
}

/**
 * A set of expressions, compiled for the VM of assembly/vm.ts. It is plain data that holds no WebAssembly memory: keep it
 * as long as its expressions, drop it when they go.
 */
export interface Program {
  /** Header, slots, instructions and constants, as words. */
  readonly image: Uint32Array
  /** Positions in the image, in bytes, of addresses, which are offsets until the image has a place. */
  readonly addresses: Uint32Array
  readonly registerBytes: number
  /** Whether it makes text or lists on the way, for which a run needs a heap. */
  readonly usesHeap: boolean
  /** Whether ranges of its rows can be computed apart: all outputs have a fixed width, and no kernel is the host's. */
  readonly isDivisible: boolean
  /** The columns it reads, each once. */
  readonly inputs: readonly ProgramSlot[]
  /** The columns it makes. */
  readonly outputs: readonly ProgramResult[]
  /** Outputs that are just a column: by output name, the column's. They are not computed; share the column. */
  readonly aliases: ReadonlyMap<string, string>
}

/**
 * Compiles expressions by output name into one program. Subexpressions that occur several times, also in several
 * expressions, are computed once.
 *
 * @example
 * const program = compileProgram(new Map([['twice', inferType(col('a').add(col('a')).ir, { a: 'float64' })]]))
 */
export function compileProgram(expressions: ReadonlyMap<string, TypedExpr>): Program {
  const builder = new ProgramBuilder()
  const lowered = new Map<TypedExpr, number>()
  const aliases = new Map<string, string>()
  for (const [name, expr] of expressions) {
    if (expr.kind === 'column') aliases.set(name, expr.name)
    else builder.output(name, expr.type, lower(builder, expr, lowered))
  }
  // Without text there is nothing to fuse; the first program of a process is here sooner for it.
  const fused = builder.slots.some(isView) ? fuse(builder) : builder.instructions
  const instructions = chainArithmetic(builder, coalesceArithmetic(builder, fused))
  const { words, addresses, registerBytes, slotOffsets } = layOutProgram(builder.slots, instructions)
  const slotsOf = (kind: 'column' | 'output'): ProgramSlot[] =>
    builder.slots.flatMap((source, index) =>
      source.kind === kind ? [{ name: source.name, type: source.type, slot: slotOffsets[index]! }] : [],
    )
  const outputs = slotsOf('output')
  const offsetsOf = columnsOfSameOffsets(builder.slots, instructions)
  return {
    image: words,
    addresses,
    registerBytes,
    usesHeap: instructions.some(({ op }) => writesToHeap(op)),
    isDivisible: !outputs.some(({ type }) => isVariableWidth(type)) && !instructions.some(({ op }) => runsOnHost(op)),
    inputs: slotsOf('column'),
    outputs: outputs.map((output) => ({
      ...output,
      sources: columnsOf(expressions.get(output.name)!),
      offsetsOf: offsetsOf.get(output.name) ?? null,
    })),
    aliases,
  }
}

function isView(slot: SlotSource): boolean {
  return slot.kind === 'register' && slot.storage === 'view'
}

/** By the name of an output: the column whose text it has in another case. */
function columnsOfSameOffsets(
  slots: readonly SlotSource[],
  instructions: readonly Instruction[],
): ReadonlyMap<string, string> {
  const columns = new Map<string, string>()
  for (const { op, result, args } of instructions) {
    const [output, column] = [slots[result]!, slots[args[0]!]!]
    if (op !== Op.StoreCase || output.kind !== 'output' || column.kind !== 'column') continue
    columns.set(output.name, column.name)
  }
  return columns
}

/** As in float-text.ts. */
function runsOnHost(op: Op): boolean {
  return op === Op.F64ToText || op === Op.TextToF64
}

function writesToHeap(op: Op): boolean {
  return op >> 8 === Op.MapCase >> 8 || op === Op.LoadViewBits || op === Op.LoadViewText || op === Op.StoreCase
}
