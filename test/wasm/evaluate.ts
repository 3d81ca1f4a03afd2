import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import {
  bytesColumn,
  type FixedWidthType,
  fixedWidthColumn,
  isBytesType,
  listColumn,
} from '../../src/arrow/make-column.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import type { Column, ValueBuffer } from '../../src/column.js'
import { inferType } from '../../src/expr/infer.js'
import type { Expr, TypedExpr } from '../../src/expr/ir.js'
import { parseExpression } from '../../src/expr/parse.js'
import type { DataType, Value } from '../../src/types.js'
import { isArrayType } from '../../src/types.js'
import { Header, Op, Size } from '../../src/wasm/abi.js'
import type { Block } from '../../src/wasm/arena.js'
import { loadKernels } from '../../src/wasm/load.js'
import { compileProgram, type Program } from '../../src/wasm/program.js'
import type { ComputedColumn } from '../../src/wasm/program-output.js'
import { rowRanges } from '../../src/wasm/row-ranges.js'
import { type InputColumn, runProgram } from '../../src/wasm/run-program.js'
import type { TaskSharing } from '../../src/wasm/task-sharing.js'

/** Columns by name. */
export type Columns = ReadonlyMap<string, Column>

/** Makes columns of values. */
export function columnsOf(columns: Record<string, readonly [DataType, readonly unknown[]]>): Columns {
  return new Map(Object.entries(columns).map(([name, [type, values]]) => [name, columnFromValues(type, values, name)]))
}

/** Types expressions, as text or IR, over columns. */
export function typed(expressions: Record<string, string | Expr>, columns: Columns): Map<string, TypedExpr> {
  const schema = Object.fromEntries([...columns].map(([name, { type }]) => [name, type]))
  return new Map(
    Object.entries(expressions).map(([name, expr]) => [
      name,
      inferType(typeof expr === 'string' ? parseExpression(expr) : expr, schema),
    ]),
  )
}

/** As {@link evaluateTyped}, for expressions as text or IR. */
export function evaluate(
  expressions: Record<string, string | Expr>,
  columns: Columns,
  rows: number,
): Map<string, Column> {
  return evaluateTyped(typed(expressions, columns), columns, rows)
}

/**
 * Runs expressions over columns, checks the form of what comes out and that no memory is kept, and gives the outputs as
 * columns on the host. `expr.kind === 'column'` is not computed, so not given.
 */
export function evaluateTyped(
  expressions: ReadonlyMap<string, TypedExpr>,
  columns: Columns,
  rows: number,
): Map<string, Column> {
  const { arena } = loadKernels()
  const before = arena.bytesInUse
  const program = compileProgram(expressions)
  const uploaded = new Map([...columns].map(([name, column]) => [name, upload(column)]))
  const run = (threads: number) => {
    const computed = runProgram(program, uploaded, rows, sharing(threads))
    const columns = new Map([...computed].map(([name, column]) => [name, download(column)]))
    for (const column of computed.values()) freeColumn(column)
    return columns
  }
  const results = run(1)
  assert.equal(bytesOf(run(2)), bytesOf(results), 'on two threads')
  for (const column of uploaded.values()) freeColumn(column)
  assert.is(arena.bytesInUse, before, 'arena')
  return results
}

/** Threads that share as few rows as can be shared. */
export function sharing(threads: number): TaskSharing {
  return {
    parallel: (kernel, tasks) => loadKernels().pool.run(kernel, tasks, threads),
    ranges: (rows, multiple = 64) => rowRanges({ threads, parallelRows: 1 }, rows, multiple),
  }
}

/** All that columns hold, as bytes. Values behind a null count too. */
function bytesOf(columns: Columns): unknown[] {
  return [...columns].map(([name, { validity, values, offsets, items }]) => {
    const buffers = [validity, values, offsets].map((view) => view && new Uint8Array(view.buffer).toString())
    return [name, buffers, items && bytesOf(new Map([['items', items]]))]
  })
}

/** As {@link evaluate}, for one expression, as values. */
export function valuesFrom(expression: string | Expr, columns: Columns, rows: number): Value[] {
  return valuesOf(evaluate({ result: expression }, columns, rows).get('result')!)
}

/** The opcodes of a program, stores left out. */
export function opcodes({ image }: Pick<Program, 'image'>): Op[] {
  const ops: Op[] = []
  for (let at = image[Header.Code / 4]!; at < image[Header.CodeEnd / 4]!; at += Size.Instruction)
    ops.push(image[at / 4]!)
  return ops.filter((op) => op >> 8 !== Op.Store32 >> 8)
}

/** Copies a column into WebAssembly memory. */
export function upload(column: Column): InputColumn {
  const { arena } = loadKernels()
  const copy = (buffer: ValueBuffer | null): Block | null => buffer && arena.allocateCopy(buffer)
  return {
    length: column.length,
    validity: copy(column.validity),
    values: copy(column.values),
    offsets: copy(column.offsets),
    items: column.items && upload(column.items),
  }
}

interface Blocks {
  readonly validity?: Block | null
  readonly values: Block | null
  readonly offsets: Block | null
  readonly items?: Blocks | null
}

/** Frees the blocks of a column. */
export function freeColumn({ validity, values, offsets, items }: Blocks): void {
  const { arena } = loadKernels()
  for (const block of [validity, values, offsets]) if (block) arena.free(block)
  if (items) freeColumn(items)
}

function download(column: ComputedColumn): Column {
  const { arena } = loadKernels()
  const { type, length } = column
  const bitmap = (block: Block): Uint8Array => {
    const bits = arena.u8(block).slice(0, Math.ceil(length / 8))
    if (length % 8 > 0) assert.is(bits.at(-1)! >> (length % 8), 0, 'bits behind the last row')
    return bits
  }
  const validity = column.validity && bitmap(column.validity)
  if (column.offsets === null) {
    return fixedWidthColumn(type as FixedWidthType, length, fixedValues(type, length, column.values!, bitmap), validity)
  }
  const offsets = arena.i32(column.offsets).slice(0, length + 1)
  if (isArrayType(type)) {
    assert.is(column.items!.length, offsets[length])
    return listColumn(offsets, download(column.items!), validity)
  }
  assert.ok(isBytesType(type))
  assert.is(column.values!.byteLength, offsets[length])
  return bytesColumn(type as 'string', offsets, arena.u8(column.values!).slice(), validity)
}

function fixedValues(type: DataType, length: number, block: Block, bitmap: (block: Block) => Uint8Array): ValueBuffer {
  const { arena } = loadKernels()
  switch (type) {
    case 'bool':
      return bitmap(block)
    case 'int32':
      return arena.i32(block).slice(0, length)
    case 'float32':
      return arena.f32(block).slice(0, length)
    case 'float64':
      return arena.f64(block).slice(0, length)
    default:
      return arena.i64(block).slice(0, length)
  }
}
