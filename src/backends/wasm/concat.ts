import { assertOffsetFits } from '../../arrow/take-column.js'
import { type DataType, isArrayType, itemType } from '../../types.js'
import type { Block } from '../../wasm/arena.js'
import { widthShift } from './take.js'
import type { WasmColumn } from './wasm-column.js'
import { addressOf, type Workspace } from './workspace.js'

/** Rows `start` to `start + length` of a column. */
export interface Piece {
  readonly column: WasmColumn
  readonly start: number
  readonly length: number
}

/** Puts pieces of columns of one type one after the other. */
export function concatPieces(work: Workspace, type: DataType, pieces: readonly Piece[]): WasmColumn {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  assertOffsetFits(length)
  const words = sharedWords(pieces)
  if (words) {
    const codes = pieces.map(({ column, start, length }) => ({ column: column.coding!.codes, start, length }))
    const skipsFirst = pieces.every(({ column }) => column.coding!.skipsFirst)
    return work.coded({ codes: concatPieces(work, 'int32', codes), words, skipsFirst })
  }
  const validity = concatValidity(work, pieces, length)
  if (isArrayType(type)) {
    const { offsets, spans } = concatOffsets(work, pieces, length)
    const items = spans.map(({ piece, start, length }) => ({ column: piece.column.blocks().items!, start, length }))
    return work.column(type, length, { validity, offsets, items: concatPieces(work, itemType(type), items) })
  }
  if (type === 'string' || type === 'bytes') {
    const { offsets, spans } = concatOffsets(work, pieces, length)
    return work.column(type, length, { validity, offsets, values: concatBytes(work, spans) })
  }
  return work.column(type, length, { validity, values: concatFixed(work, type, pieces, length) })
}

/** The words of text by code, if all pieces have the same. */
function sharedWords([first, ...others]: readonly Piece[]): WasmColumn | null {
  const words = first?.column.coding?.words ?? null
  return others.every(({ column }) => column.coding?.words === words) ? words : null
}

function concatValidity(work: Workspace, pieces: readonly Piece[], length: number): Block | null {
  if (pieces.every(({ column }) => column.blocks().validity === null)) return null
  const bits = work.bitmap(length)
  let row = 0
  for (const { column, start, length } of pieces) {
    const { validity } = column.blocks()
    if (validity) work.kernels.copy_bits(validity.offset, start, length, bits.offset, row)
    else work.kernels.fill_bits(length, bits.offset, row)
    row += length
  }
  return bits
}

function concatFixed(work: Workspace, type: DataType, pieces: readonly Piece[], length: number): Block {
  const shift = widthShift(type)
  if (shift === null) {
    const bits = work.bitmap(length)
    let row = 0
    for (const { column, start, length } of pieces) {
      work.kernels.copy_bits(addressOf(column.blocks().values), start, length, bits.offset, row)
      row += length
    }
    return bits
  }
  return copyBytes(
    work,
    pieces.map(({ column, start, length }) => ({ from: column.blocks().values!, start, length })),
    2 ** shift,
  )
}

// The bytes or items that the rows of a piece span.
interface Span {
  readonly piece: Piece
  readonly start: number
  readonly length: number
}

function concatOffsets(work: Workspace, pieces: readonly Piece[], length: number) {
  const spans: Span[] = pieces.map((piece) => {
    const offsets = work.arena.i32(piece.column.blocks().offsets!)
    const start = offsets[piece.start]!
    return { piece, start, length: offsets[piece.start + piece.length]! - start }
  })
  assertOffsetFits(spans.reduce((sum, span) => sum + span.length, 0))
  const offsets = work.bytes(4 * (length + 1))
  let row = 0
  let next = 0
  for (const { piece, start, length } of spans) {
    const from = piece.column.blocks().offsets!.offset + 4 * piece.start
    // The offset behind a piece is the next piece's first, so that the last one writes the end.
    work.kernels.copy_offsets(from, piece.length + 1, next - start, offsets.offset + 4 * row)
    row += piece.length
    next += length
  }
  return { offsets, spans }
}

function concatBytes(work: Workspace, spans: readonly Span[]): Block {
  return copyBytes(
    work,
    spans.map(({ piece, start, length }) => ({ from: piece.column.blocks().values!, start, length })),
    1,
  )
}

function copyBytes(
  work: Workspace,
  parts: readonly { readonly from: Block; readonly start: number; readonly length: number }[],
  width: number,
): Block {
  const target = work.bytes(width * parts.reduce((sum, { length }) => sum + length, 0))
  const { arena } = work
  const to = arena.u8(target)
  let next = 0
  for (const { from, start, length } of parts) {
    to.set(arena.u8(from).subarray(width * start, width * (start + length)), next)
    next += width * length
  }
  return target
}
