import { MillraceError } from '../errors.js'
import { Header, Size, Slot } from './abi.js'
import { type Arena, type Block, blockAlignment, blockPadding } from './arena.js'
import { loadKernels } from './load.js'
import type { Program, ProgramResult, ProgramSlot } from './program.js'
import { type ComputedColumn, ProgramOutput } from './program-output.js'
import type { RowRange } from './row-ranges.js'
import { isVariableWidth } from './storage.js'
import type { TaskSharing } from './task-sharing.js'

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

/** Columns by name. */
export type InputColumns = Pick<ReadonlyMap<string, InputColumn>, 'get'>

const firstHeapBytes = 65536
// Parts may not share a vector of a bitmap.
const rowsPerVectorOfBits = 128
const mostBytes = 0x7fffffff

/**
 * Runs a program over the first `rows` rows of its columns, by name, and gives the outputs it computes, by name, in new
 * blocks. One call into WebAssembly a thread, and one more for each time that text outgrows the memory that was estimated for
 * it. Text is computed in one thread, since where a row's begins follows from those before it.
 *
 * Throws MILLRACE_MISSING_COLUMN, MILLRACE_RAGGED_COLUMNS for a column that is too short, MILLRACE_VALUE_OUT_OF_RANGE where
 * a column would hold more than 2^31 - 1 bytes or items, and MILLRACE_OUT_OF_MEMORY; nothing stays allocated then.
 */
export function runProgram(
  program: Program,
  columns: InputColumns,
  rows: number,
  sharing: TaskSharing,
): Map<string, ComputedColumn> {
  const run = new Run(program, rows, sharing)
  try {
    run.prepare(columns)
    run.execute()
    return run.finish()
  } finally {
    run.close()
  }
}

/** Rows that are computed apart from others: by a copy of the program, with registers and a heap of its own. */
interface Part {
  readonly program: number
  readonly rows: number
  heap: Block | null
  /** Where to resume; below 0 at the end. */
  chunk: number
}

/** One run: the memory it takes, and the places of the program in it. */
class Run {
  readonly #program: Program
  readonly #rows: number
  readonly #sharing: TaskSharing
  readonly #runtime = loadKernels()
  readonly #outputs: ProgramOutput[] = []
  readonly #parts: Part[] = []
  /** The copies of the program, each with its registers behind it. */
  #workspace: Block | null = null

  constructor(program: Program, rows: number, sharing: TaskSharing) {
    this.#program = program
    this.#rows = rows
    this.#sharing = sharing
  }

  prepare(columns: InputColumns): void {
    const { arena } = this.#runtime
    const { image, inputs, outputs, registerBytes, isDivisible } = this.#program
    const bound = inputs.map((input) => columnOf(input, columns, this.#rows))
    const ranges = isDivisible
      ? this.#sharing.ranges(this.#rows, rowsPerVectorOfBits)
      : [{ start: 0, length: this.#rows }]
    const partBytes = Math.ceil((image.byteLength + registerBytes) / blockAlignment) * blockAlignment + blockPadding
    this.#workspace = arena.allocate(partBytes * ranges.length)
    for (const output of outputs) {
      const estimate = estimateBytes(output, columns, this.#rows)
      this.#outputs.push(new ProgramOutput(arena, output, this.#rows, estimate, sharedOffsets(arena, output, columns)))
    }
    this.#place(bound)
    for (const [index, range] of ranges.entries()) this.#addPart(this.#workspace.offset + index * partBytes, range)
  }

  execute(): void {
    const registers = this.#program.image.byteLength
    for (let open = this.#parts; open.length > 0; open = open.filter(({ chunk }) => chunk >= 0)) {
      const tasks = open.map(({ program, heap, rows, chunk }) => {
        const from = heap?.offset ?? 0
        return [program, program + registers, from, from + (heap?.byteLength ?? 0), rows, chunk] as const
      })
      const chunks = this.#sharing.parallel('run', tasks)
      for (const [index, part] of open.entries()) {
        part.chunk = chunks[index]!
        if (part.chunk >= 0) this.#makeRoom(part)
      }
    }
  }

  finish(): Map<string, ComputedColumn> {
    const words = this.#runtime.arena.words()
    const results = new Map<string, ComputedColumn>()
    for (const [index, { name, slot }] of this.#program.outputs.entries()) {
      let nulls = 0
      for (const { program } of this.#parts) nulls += words[(program + slot + Slot.NullCount) / 4]!
      results.set(name, this.#outputs[index]!.finish(nulls))
    }
    this.#outputs.length = 0
    return results
  }

  close(): void {
    const { arena } = this.#runtime
    for (const output of this.#outputs) output.free()
    for (const { heap } of this.#parts) if (heap) arena.free(heap)
    if (this.#workspace) arena.free(this.#workspace)
  }

  /** Puts the program at the beginning of the workspace. */
  #place(columns: readonly InputColumn[]): void {
    const { image, addresses, inputs } = this.#program
    const { offset } = this.#workspace!
    const words = this.#runtime.arena.words()
    words.set(image, offset / 4)
    if (this.#rows < Size.AheadRows) words[(offset + Header.Ahead) / 4] = 0
    for (const at of addresses) words[(offset + at) / 4]! += offset
    for (const [index, { slot }] of inputs.entries()) bindInput(words, offset + slot, columns[index]!)
    for (const output of this.#outputs) output.bind(offset)
  }

  /** Copies the program to its place for a range, and moves its columns to where that begins. */
  #addPart(program: number, { start, length }: RowRange): void {
    const { arena } = this.#runtime
    const { image, inputs, outputs, usesHeap } = this.#program
    this.#parts.push({ program, rows: length, heap: usesHeap ? arena.allocate(firstHeapBytes) : null, chunk: 0 })
    if (start === 0) return
    const words = arena.words()
    const from = this.#workspace!.offset / 4
    words.copyWithin(program / 4, from, from + image.length)
    for (const { slot } of [...inputs, ...outputs]) moveSlot(words, (program + slot) / 4, start / Size.ChunkRows)
  }

  /** Grows what was full when a part stopped. */
  #makeRoom(part: Part): void {
    const { arena } = this.#runtime
    const words = arena.words()
    const slot = words[(part.program + Header.FullSlot) / 4]!
    const needed = words[(part.program + Header.NeededBytes) / 4]!
    const capacity = words[(part.program + Header.FullCapacity) / 4]!
    if (needed > mostBytes) throw tooLarge(needed)
    if (slot === 0) {
      const larger = arena.allocate(Math.min(mostBytes, needed * 2))
      arena.free(part.heap!)
      part.heap = larger
      return
    }
    const output = this.#outputs.find((candidate) => candidate.slot === slot)!
    // The rows to come are taken to be like those so far, and a little longer.
    const done = Math.min(this.#rows, (part.chunk + 1) * Size.ChunkRows)
    output.grow(capacity, Math.min(mostBytes, Math.ceil((needed * this.#rows * 1.1) / done) + 64))
    output.bind(part.program)
  }
}

function columnOf(input: ProgramSlot, columns: InputColumns, rows: number): InputColumn {
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

/** Moves the columns of a slot by so many chunks, also by part of one. */
function moveSlot(words: Uint32Array, slot: number, chunks: number): void {
  const validityBytes = chunks * words[slot + Slot.ValidityStride / 4]!
  words[slot + Slot.Values / 4]! += chunks * words[slot + Slot.ValuesStride / 4]!
  words[slot + Slot.ValidityBuffer / 4]! += validityBytes
  if (words[slot + Slot.Validity / 4] !== 0) words[slot + Slot.Validity / 4]! += validityBytes
}

/** Bytes that an output of variable width is given at first: as many as its sources have together, or 12 a row; others none. */
function estimateBytes({ type, sources }: ProgramResult, columns: InputColumns, rows: number): number {
  if (!isVariableWidth(type)) return 0
  let bytes = 0
  for (const name of sources) {
    const column = columns.get(name)
    if (column?.offsets) bytes += (column.items ?? column).values?.byteLength ?? 0
  }
  return Math.min(Math.max(bytes, 12 * rows) + 64, mostBytes)
}

/** Offsets that an output need not have its own of. Those of a slice do not begin at 0, where its bytes do. */
function sharedOffsets(arena: Arena, { offsetsOf }: ProgramResult, columns: InputColumns): Block | null {
  const offsets = offsetsOf === null ? null : columns.get(offsetsOf)!.offsets
  return offsets && arena.i32(offsets)[0] === 0 ? offsets : null
}

function tooLarge(needed: number): MillraceError {
  const message = 'A column holds at most 2147483647 bytes or items; work in smaller batches'
  return new MillraceError('MILLRACE_VALUE_OUT_OF_RANGE', `${message}: at least ${needed}`, { needed })
}
