import { isBytesType } from '../../arrow/make-column.js'
import type { TypedExpr } from '../../expr/ir.js'
import type { ComputedColumn } from '../../wasm/program-output.js'
import { type InputColumn, runProgram } from '../../wasm/run-program.js'
import { byEntry, frameName, type Part } from './by-entry.js'
import { codingOf, entriesOfRows } from './coded-keys.js'
import { programOf } from './program-cache.js'
import { takeColumn } from './take.js'
import { type Coding, WasmColumn } from './wasm-column.js'
import type { WasmColumns, WasmFrame } from './wasm-frame.js'
import type { Workspace } from './workspace.js'

type Expressions = ReadonlyMap<string, TypedExpr>

/**
 * Computes expressions over a frame's columns, by output name and in order. What is just a column is shared, and what
 * reads one column of text by code is computed once an entry.
 */
export function evaluate(work: Workspace, frame: WasmFrame, expressions: Expressions): Map<string, WasmColumn> {
  // Most frames have none, and many are made for a request.
  for (const { coding } of frame.columns.values()) if (coding) return evaluateByEntry(work, frame, expressions)
  return run(work, frame.columns, frame.length, expressions)
}

function evaluateByEntry(work: Workspace, frame: WasmFrame, expressions: Expressions): Map<string, WasmColumn> {
  const coded = [...frame.columns].flatMap(([name, column]) => (codingOf(column) ? [name] : []))
  const columns = new Map([...frame.columns].map(([name, column]) => [frameName(name), column]))
  const rests = new Map<string, TypedExpr>()
  const parts = new Map<string, Part>()
  for (const [name, expression] of expressions) {
    const split = byEntry(expression, coded)
    rests.set(name, split.rest)
    for (const [part, place] of split.parts) parts.set(part, place)
  }
  for (const column of new Set([...parts.values()].map((part) => part.column))) {
    const own = [...parts].filter(([, part]) => part.column === column)
    const computed = new Map(own.map(([name, { expression }]) => [name, expression] as const))
    for (const [name, result] of runByEntry(work, column, frame.column(column).coding!, computed))
      columns.set(name, result)
  }
  return run(work, columns, frame.length, rests)
}

/** Computes expressions over the entries of a column, and gives each row its entry's. */
function runByEntry(work: Workspace, name: string, coding: Coding, expressions: Expressions) {
  const { codes, words, skipsFirst } = coding
  const rows = entriesOfRows(coding)
  const results = run(work, new Map([[name, words]]), words.length, expressions)
  for (const [name, result] of results) {
    const isCoded = isCodable(work, result)
    results.set(name, isCoded ? work.coded({ codes, words: result, skipsFirst }) : takeColumn(work, result, rows))
  }
  return results
}

/** Says whether a column can be the words of text by code: its first entry must be null. */
function isCodable({ arena }: Workspace, column: WasmColumn): boolean {
  if (!isBytesType(column.type)) return false
  const { validity } = column.blocks()
  return validity !== null && (arena.u8(validity)[0]! & 1) === 0
}

function run(work: Workspace, columns: WasmColumns, length: number, expressions: Expressions): Map<string, WasmColumn> {
  const program = programOf(expressions)
  const inputs = {
    get(name: string) {
      return inputColumn(columns.get(name)!)
    },
  }
  const computed = program.outputs.length > 0 ? runProgram(program, inputs, length, work) : null
  const results = new Map<string, WasmColumn>()
  for (const name of expressions.keys()) {
    const column = computed?.get(name)
    results.set(name, column ? work.own(wasmColumn(column)) : columns.get(program.aliases.get(name)!)!)
  }
  return results
}

function inputColumn(column: WasmColumn): InputColumn {
  const { validity, values, offsets, items } = column.blocks()
  return { length: column.length, validity, values, offsets, items: items && inputColumn(items) }
}

function wasmColumn({ type, length, validity, values, offsets, items }: ComputedColumn): WasmColumn {
  return WasmColumn.fromBlocks(type, length, { validity, values, offsets, items: items && wasmColumn(items) })
}
