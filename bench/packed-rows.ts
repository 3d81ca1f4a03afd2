import { bitmapBytes, isValid, setBit } from '../src/arrow/bitmap.js'
import { fixedWidthColumn } from '../src/arrow/make-column.js'
import { valuesOf } from '../src/arrow/value-at.js'
import { compileRows, JsBackend, WasmBackend } from '../src/backend.js'
import type { Column } from '../src/column.js'
import { PackedRowCodec } from '../src/index.js'
import { xxh32 } from '../src/stores/online/xxh32.js'
import type { Answer, AnswerValue, Contender } from './harness/contender.js'
import { frameAnswer, tableOf, valuesOfFrame } from './harness/engines/wasm.js'
import type { Columns } from './harness/random-columns.js'
import type { Case, Field } from './harness/workload.js'
import { nullableColumns, outputs, outputsOfRow, type Row } from './nullable-outputs.js'
import { answerOfRows, outputNames, requestQuestion, schema } from './request-question.js'

const names = ['a', 'b', 'c', 'd'] as const
const codec = new PackedRowCodec(schema)

/** Rows as the online store keeps them, to columns that a backend can compute with. No peer reads them. */
export function packedToColumns(rows: number): Case {
  const targets =
    rows === 100
      ? [
          { measurement: 'wasm', atMost: 0.005, unit: 'ms' as const },
          { contender: 'js', ratio: 2.5 },
        ]
      : []
  const prepare = async (): Promise<Field> => {
    const columns = nullableColumns(rows, 0.05)
    const packed = codec.pack(tableOf(columns))
    const entries = [framed(packed), alone('js', () => unpackPlainly(packed), valuesByName)]
    return { entries, outputs: names, oracle: { name: 'what was packed', answer: valuesByName(columns) } }
  }
  return { name: 'R packed to columns', rows, targets, prepare }
}

/** The same rows to the outputs of A as objects. */
export function packedToRows(rows: number): Case {
  const prepare = async (): Promise<Field> => {
    const columns = nullableColumns(rows, 0.05)
    const packed = codec.pack(tableOf(columns))
    const compiled = compileRows(schema, outputs)
    const entries = [
      alone('wasm', () => compiled.rows(codec.rows(packed)), answerOfRows),
      alone('js', () => rowsOf(unpackPlainly(packed), rows).map(outputsOfRow), answerOfRows),
    ]
    const answer = await frameAnswer(new JsBackend(), { ...requestQuestion(rows), tables: { t: columns } })
    return { entries, outputs: outputNames, oracle: { name: 'the js backend', answer } }
  }
  return { name: 'R packed to rows', rows, targets: [], prepare }
}

/** Columns in WebAssembly memory, where the next operation finds them. */
function framed(packed: readonly Uint8Array[]): Contender {
  const backend = new WasmBackend()
  return {
    name: 'wasm',
    async: false,
    bytesIn: packed.reduce((sum, { length }) => sum + length, 0),
    bytesOut: 0,
    run: () => {
      const frame = codec.frame(backend, packed)
      const rows = backend.rows(frame)
      backend.release(frame)
      return rows
    },
    answer: async () => {
      const frame = codec.frame(backend, packed)
      const answer = await valuesOfFrame(backend, frame, names)
      backend.release(frame)
      return answer
    },
    close: () => {},
  }
}

function alone<T extends object>(name: string, compute: () => T, answer: (result: T) => Answer): Contender {
  return {
    name,
    async: false,
    bytesIn: 0,
    bytesOut: 0,
    run: () => Object.keys(compute()).length,
    answer: () => answer(compute()),
    close: () => {},
  }
}

function valuesByName(columns: Columns): Answer {
  return Object.fromEntries(names.map((name) => [name, valuesOf(columns[name]!) as AnswerValue[]]))
}

/** Rows begin with 8 bytes of head, the checksum in the second half of them. */
const hashedFrom = 2
const bitmapAt = 32
const slotsAt = 40

/** Row by row in JavaScript: the checksum, then a bit and a float of each field. */
function unpackPlainly(packed: readonly Uint8Array[]): Record<(typeof names)[number], Column> {
  const values = names.map(() => new Float64Array(packed.length))
  const validity = names.map(() => new Uint8Array(bitmapBytes(packed.length)))
  for (let index = 0; index < packed.length; index++) {
    const { buffer, byteOffset, byteLength } = packed[index]!
    const words = new Int32Array(buffer, byteOffset, byteLength / 4)
    if (xxh32(words, hashedFrom, words.length, words[0]) !== words[1]! >>> 0) throw new Error('A damaged row')
    const floats = new Float64Array(buffer, byteOffset, byteLength / 8)
    const bits = packed[index]![bitmapAt]!
    for (let field = 0; field < names.length; field++) {
      values[field]![index] = floats[slotsAt / 8 + field]!
      if ((bits >> field) & 1) setBit(validity[field]!, index)
    }
  }
  const columns = names.map((_, field) => fixedWidthColumn('float64', packed.length, values[field]!, validity[field]!))
  const [a, b, c, d] = columns as [Column, Column, Column, Column]
  return { a, b, c, d }
}

function rowsOf(columns: Record<(typeof names)[number], Column>, rows: number): Row[] {
  const valueOf = ({ values, validity }: Column, row: number) =>
    isValid(validity, row) ? (values as Float64Array)[row]! : null
  return Array.from({ length: rows }, (_, row) => ({
    a: valueOf(columns.a, row),
    b: valueOf(columns.b, row),
    c: valueOf(columns.c, row),
    d: valueOf(columns.d, row),
  }))
}
