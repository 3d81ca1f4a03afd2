import { Op } from './abi.js'
import type { Instruction, Operand, ProgramBuilder } from './program-builder.js'

const orElse: ReadonlyMap<Op, Op> = new Map([
  [Op.AddF64, Op.CoalesceAddF64],
  [Op.SubF64, Op.CoalesceSubF64],
  [Op.MulF64, Op.CoalesceMulF64],
  [Op.DivF64, Op.CoalesceDivF64],
])

/**
 * Makes one instruction of a float64 operation and the `coalesce` that alone reads it, such as that of
 * `coalesce(a / nullif(b, 0), 0)`.
 */
export function coalesceArithmetic(
  { slots }: Pick<ProgramBuilder, 'slots'>,
  instructions: readonly Instruction[],
): Instruction[] {
  const readers = new Map<Operand, number>()
  for (const { args } of instructions) for (const arg of args) readers.set(arg, (readers.get(arg) ?? 0) + 1)
  const operations = new Map<Operand, Instruction>()
  for (const instruction of instructions) {
    const { op, result } = instruction
    if (orElse.has(op) && slots[result]!.kind === 'register' && readers.get(result) === 1) {
      operations.set(result, instruction)
    }
  }

  const taken = new Set<Operand>()
  const fused = instructions.map((instruction) => {
    const { op, result, args } = instruction
    const operation = op === Op.Coalesce64 ? operations.get(args[0]!) : undefined
    if (operation === undefined) return instruction
    taken.add(operation.result)
    return { op: orElse.get(operation.op)!, result, args: [...operation.args, args[1]!] }
  })
  return fused.filter(({ result }) => !taken.has(result))
}
