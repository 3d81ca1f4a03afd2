import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { Column } from '../column.js'
import type { AssemblyScriptTransformation } from '../definitions/transformation.js'
import { MillraceError } from '../errors.js'
import type { DataType, Schema } from '../types.js'
import { ALLOCATE, batchExport, crossingType } from './assemblyscript-abi.js'

const modules = new WeakMap<Uint8Array, WebAssembly.Module>()

interface Instance {
  readonly memory: WebAssembly.Memory
  readonly call: (name: string, ...args: readonly number[]) => number
}

/**
 * Runs the transform's functions over the rows of `table`, each in WebAssembly, once a row; null in, null out.
 * A fresh instance serves each batch: what a function keeps in globals cannot make one batch depend on another.
 *
 * Throws MILLRACE_TRANSFORM_FAILED when the module was compiled for other types than the columns'.
 */
export function runAssemblyScript(
  { module, functions }: AssemblyScriptTransformation,
  table: Table,
  schema: Schema,
): Table {
  const columns = columnsFromTable(table)
  const instance = instantiate(module)
  const addresses = new Map<string, number>()
  const results = new Map<string, Column>()
  for (const [output, { export: exported, args }] of functions) {
    const inputs = args.map((name) => columns.get(name)!)
    const type = schema[output]!
    checkSignature(output, exported, inputs, type)
    for (const [index, name] of args.entries())
      if (!addresses.has(name)) addresses.set(name, copyIn(instance, inputs[index]!))
    const out = instance.call(ALLOCATE, table.numRows << crossingType(type).shift)
    instance.call(exported, table.numRows, out, ...args.map((name) => addresses.get(name)!))
    results.set(output, copyOut(instance, out, type, table.numRows, validityOfAll(inputs, table.numRows)))
  }
  return tableFromColumns(results, table.numRows)
}

function instantiate(bytes: Uint8Array): Instance {
  const module = modules.get(bytes) ?? new WebAssembly.Module(bytes as BufferSource)
  modules.set(bytes, module)
  const abort = (_message: number, _file: number, line: number, column: number) => {
    throw new Error(`aborted at ${line}:${column} of the AssemblyScript source`)
  }
  const { exports } = new WebAssembly.Instance(module, { env: { abort } })
  const call = (name: string, ...args: readonly number[]) => {
    const fn = exports[name]
    if (typeof fn !== 'function')
      throw new MillraceError('MILLRACE_TRANSFORM_FAILED', `The module exports no '${name}'`, { name })
    return fn(...args) >>> 0
  }
  return { memory: exports.memory as WebAssembly.Memory, call }
}

/** The name of the batch function spells the types it was compiled for. */
function checkSignature(output: string, exported: string, inputs: readonly Column[], type: DataType): void {
  const types = inputs.map((column) => column.type)
  const fits = exported.endsWith(batchExport('', types, type).slice('millrace_'.length))
  if (fits) return
  throw new MillraceError(
    'MILLRACE_TRANSFORM_FAILED',
    `The function of '${output}' was compiled for other types (${exported}) than (${types.join(', ')}) to ${type}: compile it for these`,
    { output, export: exported, types, result: type },
  )
}

function copyIn(instance: Instance, column: Column): number {
  const address = instance.call(ALLOCATE, column.length << crossingType(column.type).shift)
  if (column.type === 'bool') {
    const bytes = new Uint8Array(instance.memory.buffer, address, column.length)
    const bits = column.values as Uint8Array
    for (let row = 0; row < column.length; row++) bytes[row] = (bits[row >> 3]! >> (row & 7)) & 1
    return address
  }
  const values = column.values as Int32Array | Float64Array
  const bytes = new Uint8Array(values.buffer, values.byteOffset, column.length * values.BYTES_PER_ELEMENT)
  new Uint8Array(instance.memory.buffer, address, bytes.length).set(bytes)
  return address
}

function copyOut(
  { memory }: Instance,
  address: number,
  type: DataType,
  length: number,
  validity: Uint8Array | null,
): Column {
  const shared = { type, length, validity, offsets: null, items: null }
  const bytes = memory.buffer.slice(address, address + (length << crossingType(type).shift))
  switch (type) {
    case 'bool': {
      const values = new Uint8Array((length + 7) >> 3)
      for (const [row, value] of new Uint8Array(bytes).entries()) if (value) values[row >> 3]! |= 1 << (row & 7)
      return { ...shared, values }
    }
    case 'int32':
      return { ...shared, values: new Int32Array(bytes) }
    case 'float32':
      return { ...shared, values: new Float32Array(bytes) }
    case 'float64':
      return { ...shared, values: new Float64Array(bytes) }
    default:
      return { ...shared, values: new BigInt64Array(bytes) }
  }
}

function validityOfAll(columns: readonly Column[], rows: number): Uint8Array | null {
  const bitmaps = columns.flatMap(({ validity }) => (validity ? [validity] : []))
  if (bitmaps.length === 0) return null
  return Uint8Array.from({ length: (rows + 7) >> 3 }, (_, byte) =>
    bitmaps.reduce((all, bitmap) => all & bitmap[byte]!, 0xff),
  )
}
