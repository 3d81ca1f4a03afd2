import { Op, Size } from './abi.js'
import type { Instruction, Operand, SlotSource } from './program-builder.js'
import { isVariableWidth, storageOf } from './storage.js'

/**
 * What instructions that compute for long fetch of the next chunk while they do (assembly/real.ts): the columns that only
 * faster ones read, and the outputs. Nothing where there is one of them at most: then a processor sees to it by itself.
 */
export function fetchedAhead(slots: readonly SlotSource[], instructions: readonly Instruction[]): Operand[] {
  const slow = instructions.filter(({ op }) => op >> 8 === Op.Exp >> 8)
  if (slow.length === 0) return []
  const readBySlow = new Set(slow.flatMap(({ args }) => args))
  const ofKind = (kind: 'column' | 'output') => [...slots.keys()].filter((slot) => isFetched(slots[slot]!, kind))
  const fetched = [...ofKind('column').filter((slot) => !readBySlow.has(slot)), ...ofKind('output')]
  return fetched.length > 1 ? fetched.slice(0, Size.Ahead) : []
}

function isFetched(source: SlotSource, kind: 'column' | 'output'): boolean {
  return source.kind === kind && !isVariableWidth(source.type) && storageOf(source.type) !== 'bits'
}
