import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Table } from 'apache-arrow'
import { MillraceError } from '../errors.js'
import { JsonColumns } from '../json/json-columns.js'
import { type JsonObject, type JsonValue, parseJson } from '../json/parse-json.js'
import { bytesSource } from '../stores/offline/codec/byte-source.js'
import { ParquetWasmCodec } from '../stores/offline/codec/parquet-wasm-codec.js'

/**
 * Reads rows from a file, or with `-` or nothing from the standard input: Parquet, JSON (a list of row objects, one row
 * object, or an object of columns) or NDJSON (a row object a line).
 *
 * The format is known by the content: Parquet begins with its magic, `.ndjson` and `.jsonl` files are NDJSON, and so is
 * text that is not one JSON value.
 *
 * @throws MILLRACE_FILE_NOT_FOUND, MILLRACE_INVALID_VALUE, MILLRACE_RAGGED_COLUMNS, MILLRACE_PARQUET_CORRUPT
 */
export async function readRows(file: string | undefined): Promise<Table | JsonColumns> {
  const name = file === undefined || file === '-' ? 'standard input' : file
  const bytes = name === file ? await fileBytes(file) : await inputBytes()
  if (startsWith(bytes, 'PAR1')) {
    const codec = new ParquetWasmCodec()
    const source = bytesSource(name, bytes)
    return codec.read(source, await codec.readMetadata(source))
  }
  const text = decode(bytes, name)
  if (['.ndjson', '.jsonl'].includes(extname(name))) return JsonColumns.fromRows(linesOf(text, name))
  return rowsOfText(text, name)
}

function rowsOfText(text: string, name: string): JsonColumns {
  let value: JsonValue
  try {
    value = parseJson(text)
  } catch (error) {
    // Several lines that are each a value are no JSON, but NDJSON; what is neither is told as the JSON it should be.
    const [first = '', second] = text.split('\n').filter((line) => line.trim() !== '')
    if (second === undefined || !first.trimEnd().endsWith('}')) throw error
    return JsonColumns.fromRows(linesOf(text, name))
  }
  if (Array.isArray(value))
    return JsonColumns.fromRows(value.map((row, index) => objectOf(row, `${name}, row ${index}`)))
  const object = objectOf(value, name)
  const columns = Object.entries(object)
  const columnar = columns.length > 0 && columns.every(([, column]) => Array.isArray(column))
  return columnar
    ? new JsonColumns(new Map(columns as [string, readonly JsonValue[]][]))
    : JsonColumns.fromRows([object])
}

function linesOf(text: string, name: string): readonly JsonObject[] {
  const rows: JsonObject[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const where = `${name}, line ${index + 1}`
    rows.push(objectOf(parseLine(line, where), where))
  }
  return rows
}

function parseLine(line: string, where: string): JsonValue {
  try {
    return parseJson(line)
  } catch (error) {
    const { code, message } = error as MillraceError
    throw new MillraceError(code, `${where}: ${message}`, { cause: error })
  }
}

function objectOf(value: JsonValue, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  const shown = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item)).slice(0, 60)
  throw new MillraceError('MILLRACE_INVALID_VALUE', `${where} must be an object of fields: ${shown}`, { value })
}

async function fileBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new MillraceError(
      'MILLRACE_FILE_NOT_FOUND',
      `The rows cannot be read (${(cause as NodeJS.ErrnoException).code}); check the path: ${path}`,
      {
        path,
        cause,
      },
    )
  }
}

async function inputBytes(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new MillraceError(
      'MILLRACE_INVALID_VALUE',
      `Rows must be Parquet, or JSON or NDJSON in UTF-8; this is neither: ${name}`,
      { cause },
    )
  }
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return [...magic].every((character, index) => bytes[index] === character.charCodeAt(0))
}
