import type { DataType, Value } from '../types.js'
import { isArrayType, itemType } from '../types.js'
import { Op } from './abi.js'
import { type Constant, constantOf, tableConstant } from './constant.js'
import { type Storage, storageOf } from './storage.js'

/** Number of a slot: where an operand's values lie. */
export type Operand = number

/** What a slot stands for. */
export type SlotSource =
  | { readonly kind: 'column'; readonly name: string; readonly type: DataType }
  | { readonly kind: 'constant'; readonly constant: Constant }
  | { readonly kind: 'register'; readonly storage: Storage }
  | { readonly kind: 'output'; readonly name: string; readonly type: DataType }

/** One instruction: `result` and `args` are slots. */
export interface Instruction {
  readonly op: Op
  readonly result: Operand
  readonly args: readonly Operand[]
}

/**
 * Collects the slots and instructions of a program. What is asked for twice (a column, a constant, the same instruction
 * on the same operands) is made once: that is how common subexpressions are found.
 */
export class ProgramBuilder {
  readonly slots: SlotSource[] = []
  readonly instructions: Instruction[] = []
  readonly #known = new Map<string, Operand>()

  /** The values of a column; those of variable width as views. */
  column(name: string, type: DataType): Operand {
    const slot = this.#once(`column ${name}`, () => this.#slot({ kind: 'column', name, type }))
    return storageOf(type) === 'view' ? this.emit(loadOf(type), 'view', slot) : slot
  }

  /** A constant of `type`. */
  constant(type: DataType, value: Value): Operand {
    const constant = constantOf(type, value)
    const key = `constant ${storageOf(type)} ${constant.isNull} ${constant.addresses.length} ${constant.bytes.join()}`
    return this.#once(key, () => this.#slot({ kind: 'constant', constant }))
  }

  /** A table that only one kernel reads, by its name. */
  table(name: string, bytes: Uint8Array): Operand {
    return this.#once(`table ${name}`, () => this.#slot({ kind: 'constant', constant: tableConstant(bytes) }))
  }

  /** The result of an instruction. */
  emit(op: Op, storage: Storage, ...args: readonly Operand[]): Operand {
    return this.#once(`${op} ${args.join()}`, () => {
      const result = this.#slot({ kind: 'register', storage })
      this.instructions.push({ op, result, args })
      return result
    })
  }

  /**
   * Makes an operand's values an output. A result of fixed width is written straight to the output's memory, from which
   * later instructions read it too.
   */
  output(name: string, type: DataType, operand: Operand): void {
    const output: SlotSource = { kind: 'output', name, type }
    const inPlace = this.slots[operand]!.kind === 'register' && storageOf(type) !== 'view'
    if (inPlace) this.slots[operand] = output
    const result = inPlace ? operand : this.#slot(output)
    this.instructions.push({ op: storeOf(type), result, args: [operand] })
  }

  #slot(source: SlotSource): Operand {
    return this.slots.push(source) - 1
  }

  #once(key: string, make: () => Operand): Operand {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const made = make()
    this.#known.set(key, made)
    return made
  }
}

const listLoads = { bits: Op.LoadViewBits, word32: Op.LoadView32, word64: Op.LoadView64, view: Op.LoadViewText }

function loadOf(type: DataType): Op {
  return isArrayType(type) ? listLoads[storageOf(itemType(type))] : Op.LoadView
}

const stores = { bits: Op.StoreBits, word32: Op.Store32, word64: Op.Store64, view: Op.StoreText }
const listStores = { bits: Op.StoreListBits, word32: Op.StoreList32, word64: Op.StoreList64, view: Op.StoreListText }

function storeOf(type: DataType): Op {
  return isArrayType(type) ? listStores[storageOf(itemType(type))] : stores[storageOf(type)]
}
