import { MillraceError } from '../errors.js'
import { Header, Size, Slot } from './abi.js'
import type { Block } from './arena.js'
import { loadKernels } from './load.js'
import type { Program, ProgramSlot } from './program.js'
import { type ComputedColumn, ProgramOutput } from './program-output.js'
import { isVariableWidth } from './storage.js'

/** A column a program reads, in the layout of {@link Column}, in WebAssembly memory. */
export interface InputColumn {
  /** Rows it has, at least those of the run. */
  readonly length: number
  /** Null where every row has a value. */
  readonly validity: Block | null
  readonly values: Block | null
  readonly offsets: Block | null
  /** Of a list, the blocks of its items; their validity is never read. */
  readonly items: Pick<InputColumn, 'values' | 'offsets'> | null
}

const firstHeapBytes = 65536
const mostBytes = 0x7fffffff

/**
 * Runs a program over the first `rows` rows of its columns, by name, and gives the outputs it computes, by name, in new
 * blocks. One call into WebAssembly, and one more for each time that text outgrows the memory that was estimated for it.
 *
 * Throws MILLRACE_MISSING_COLUMN, MILLRACE_RAGGED_COLUMNS for a column that is too short, MILLRACE_VALUE_OUT_OF_RANGE where
 * a column would hold more than 2^31 - 1 bytes or items, and MILLRACE_OUT_OF_MEMORY; nothing stays allocated then.
 */
export function runProgram(
  program: Program,
  columns: ReadonlyMap<string, InputColumn>,
  rows: number,
): Map<string, ComputedColumn> {
  const run = new Run(program, rows)
  try {
    run.prepare(columns)
    run.execute()
    return run.finish()
  } finally {
    run.close()
  }
}

/** One run: the memory it takes, and the program's place in it. */
class Run {
  readonly #program: Program
  readonly #rows: number
  readonly #runtime = loadKernels()
  readonly #outputs: ProgramOutput[] = []
  /** The program, and behind it its registers. */
  #workspace: Block | null = null
  #heap: Block | null = null

  constructor(program: Program, rows: number) {
    this.#program = program
    this.#rows = rows
  }

  prepare(columns: ReadonlyMap<string, InputColumn>): void {
    const { arena } = this.#runtime
    const { image, inputs, outputs, registerBytes, usesHeap } = this.#program
    const bound = inputs.map((input) => columnOf(input, columns, this.#rows))
    this.#workspace = arena.allocate(image.byteLength + registerBytes)
    if (usesHeap) this.#heap = arena.allocate(firstHeapBytes)
    const estimate = estimateBytes(inputs, bound, this.#rows)
    for (const output of outputs) this.#outputs.push(new ProgramOutput(arena, output, this.#rows, estimate))
    this.#place()
    for (const [index, { slot }] of inputs.entries())
      bindInput(arena.words(), this.#workspace.offset + slot, bound[index]!)
    for (const output of this.#outputs) output.bind(this.#workspace.offset)
  }

  execute(): void {
    const { kernels } = this.#runtime
    const program = this.#workspace!.offset
    const registers = program + this.#program.image.byteLength
    for (let chunk = 0; chunk >= 0; ) {
      const heap = this.#heap?.offset ?? 0
      chunk = kernels.run(program, registers, heap, heap + (this.#heap?.byteLength ?? 0), this.#rows, chunk)
      if (chunk >= 0) this.#makeRoom(chunk)
    }
  }

  finish(): Map<string, ComputedColumn> {
    const results = new Map<string, ComputedColumn>()
    for (const [index, { name, slot }] of this.#program.outputs.entries()) {
      results.set(name, this.#outputs[index]!.finish(this.#word(slot + Slot.NullCount)))
    }
    this.#outputs.length = 0
    return results
  }

  close(): void {
    const { arena } = this.#runtime
    for (const output of this.#outputs) output.free()
    if (this.#heap) arena.free(this.#heap)
    if (this.#workspace) arena.free(this.#workspace)
  }

  /** The word at an offset in the program. */
  #word(at: number): number {
    return this.#runtime.arena.words()[(this.#workspace!.offset + at) / 4]!
  }

  #place(): void {
    const { image, addresses } = this.#program
    const { offset } = this.#workspace!
    const words = this.#runtime.arena.words()
    words.set(image, offset / 4)
    for (const at of addresses) words[(offset + at) / 4]! += offset
  }

  /** Grows what was full when the run stopped at `chunk`. */
  #makeRoom(chunk: number): void {
    const slot = this.#word(Header.FullSlot)
    const needed = this.#word(Header.NeededBytes)
    const capacity = this.#word(Header.FullCapacity)
    if (needed > mostBytes) throw tooLarge(needed)
    const { arena } = this.#runtime
    if (slot === 0) {
      const larger = arena.allocate(Math.min(mostBytes, needed * 2))
      arena.free(this.#heap!)
      this.#heap = larger
      return
    }
    const output = this.#outputs.find((candidate) => candidate.slot === slot)!
    // The rows to come are taken to be like those so far, and a little longer.
    const done = Math.min(this.#rows, (chunk + 1) * Size.ChunkRows)
    output.grow(capacity, Math.min(mostBytes, Math.ceil((needed * this.#rows * 1.1) / done) + 64))
    output.bind(this.#workspace!.offset)
  }
}

function columnOf(input: ProgramSlot, columns: ReadonlyMap<string, InputColumn>, rows: number): InputColumn {
  const { name } = input
  const column = columns.get(name)
  if (!column)
    throw new MillraceError('MILLRACE_MISSING_COLUMN', `The expressions read a column that is not there: ${name}`, {
      name,
    })
  const { length } = column
  if (length >= rows) return column
  throw new MillraceError('MILLRACE_RAGGED_COLUMNS', `Column ${name} must have ${rows} rows, and has ${length}`, {
    name,
    rows,
    length,
  })
}

function bindInput(words: Uint32Array, at: number, { validity, values, offsets, items }: InputColumn): void {
  const slot = at / 4
  words[slot + Slot.Validity / 4] = validity?.offset ?? 0
  words[slot + Slot.Values / 4] = (offsets ?? values)?.offset ?? 0
  if (!offsets) return
  const data = items ? (items.offsets ?? items.values) : values
  words[slot + Slot.Data / 4] = data?.offset ?? 0
  words[slot + Slot.Text / 4] = items?.offsets ? (items.values?.offset ?? 0) : 0
}

/** Bytes that an output of variable width is given at first: those of all such inputs, or 12 a row. */
function estimateBytes(inputs: readonly ProgramSlot[], columns: readonly InputColumn[], rows: number): number {
  let bytes = 12 * rows
  for (const [index, { type }] of inputs.entries()) {
    const { values, items } = columns[index]!
    if (isVariableWidth(type)) bytes = Math.max(bytes, (items ? items.values : values)?.byteLength ?? 0)
  }
  return Math.min(bytes + 64, mostBytes)
}

function tooLarge(needed: number): MillraceError {
  const message = 'A column holds at most 2147483647 bytes or items; work in smaller batches'
  return new MillraceError('MILLRACE_VALUE_OUT_OF_RANGE', `${message}: at least ${needed}`, { needed })
}
