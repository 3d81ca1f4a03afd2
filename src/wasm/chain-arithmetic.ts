import { Op } from './abi.js'
import type { Instruction, Operand, ProgramBuilder } from './program-builder.js'

/** The operations that chains are made of, in the order of assembly/chain.ts. */
const links: readonly Op[] = [Op.AddF64, Op.SubF64, Op.MulF64]
const commutative: ReadonlySet<Op> = new Set([Op.AddF64, Op.MulF64])
const longestChain = 3

/** Operations one after the other: the first of the first two operands, each further one of what came out and the next. */
interface Chain {
  readonly ops: readonly Op[]
  readonly args: readonly Operand[]
}

/**
 * Makes one instruction of two or three float64 operations of which each reads what the one before it gives, and nobody
 * else does. What comes out has the same bits; which operand a NaN is of is not part of them.
 */
export function chainArithmetic(
  { slots }: Pick<ProgramBuilder, 'slots'>,
  instructions: readonly Instruction[],
): Instruction[] {
  const readers = new Map<Operand, number>()
  for (const { args } of instructions) for (const arg of args) readers.set(arg, (readers.get(arg) ?? 0) + 1)

  const chains = new Map<Operand, Chain>()
  const continued = (operand: Operand): Chain | undefined => {
    const chain = chains.get(operand)
    const isOnlyHere = slots[operand]!.kind === 'register' && readers.get(operand) === 1
    return chain && isOnlyHere && chain.ops.length < longestChain ? chain : undefined
  }
  const taken = new Set<Operand>()
  for (const { op, result, args } of instructions) {
    if (!links.includes(op)) continue
    const [left, right] = args as [Operand, Operand]
    const [from, other] = !continued(left) && commutative.has(op) ? [right, left] : [left, right]
    const chain = continued(from)
    if (chain) taken.add(from)
    chains.set(result, chain ? { ops: [...chain.ops, op], args: [...chain.args, other] } : { ops: [op], args })
  }

  return instructions.flatMap((instruction) => {
    if (taken.has(instruction.result)) return []
    const chain = links.includes(instruction.op) ? chains.get(instruction.result)! : undefined
    return chain && chain.ops.length > 1
      ? [{ op: chainOp(chain.ops), result: instruction.result, args: chain.args }]
      : [instruction]
  })
}

/** Chains of two come first, then those of three. */
function chainOp(ops: readonly Op[]): Op {
  const place = ops.reduce((sum, op) => sum * links.length + links.indexOf(op), 0)
  return Op.ChainF64 + (ops.length === 2 ? place : links.length ** 2 + place)
}
