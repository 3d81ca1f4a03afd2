import { Header, Op, Size, Slot } from '../src/wasm/abi'
import { arith, arithUnary, divideIntegers } from './arith'
import { bits, propagate, propagatePartial } from './bitmap'
import { mapCase, storeCase } from './case'
import { chain } from './chain'
import { compare } from './compare'
import { conditional, placeScratch } from './conditional'
import { convert, convertChecked } from './convert'
import { formatBits, formatIntegers, formatReals, formatTimestamps } from './format'
import { columnHash, hashIntegers, hashPairs, hashText, remainders } from './hash'
import { heapNeeded, resetHeap } from './heap'
import { lists, widenLists } from './list'
import { countNulls, storeOutput } from './output'
import { parse } from './parse'
import { haversine, real } from './real'
import { columnContains, replace, testText } from './search'
import { elementStep, lineStep, reportFull, startChunk, values } from './slot'
import { codePoints, columnCodePoints, concat, storeColumnsConcat, storeConcat, substring, trim, viewLengths } from './text'
import { time } from './time'
import { loadViews } from './views'

// The vectorised machine: instructions over registers of 2,048 rows. An instruction is 8 words: opcode, the slot of the
// result and those of up to four operands, as offsets in the program (0: none). Each runs as one loop over the chunk, on
// values and validity apart. The high byte of the opcode is the family, which fixes how both are treated.

/**
 * Runs a program over `rows` rows from chunk `first` on. Gives -1 at the end, or the chunk to resume from when an output or
 * the heap (from `heap` to `heapEnd`) is full; the header then says what is needed.
 */
export function run(program: usize, registers: usize, heap: usize, heapEnd: usize, rows: u32, first: u32): i32 {
  placeScratch(registers)
  placeRegisters(program, registers)
  const code = program + load<u32>(program, Header.Code)
  const end = program + load<u32>(program, Header.CodeEnd)
  const chunks = (<usize>rows + Size.ChunkRows - 1) / Size.ChunkRows
  for (let chunk = first; chunk * Size.ChunkRows < rows; chunk++) {
    const count = <i32>min<u32>(rows - chunk * Size.ChunkRows, Size.ChunkRows)
    startChunk(chunk, chunks, program)
    resetHeap(heap, heapEnd)
    for (let at = code; at < end; at += Size.Instruction) if (!execute(program, at, count)) return chunk
  }
  countNulls(program + load<u32>(program, Header.Outputs), program + load<u32>(program, Header.OutputsEnd), rows)
  return -1
}

function placeRegisters(program: usize, registers: usize): void {
  const end = program + load<u32>(program, Header.RegistersEnd)
  for (let slot = program + load<u32>(program, Header.Registers); slot < end; slot += Slot.ByteLength) {
    store<u32>(slot, <u32>registers + load<u32>(slot, Slot.RegisterValues), Slot.Values)
    store<u32>(slot, <u32>registers + load<u32>(slot, Slot.RegisterValidity), Slot.ValidityBuffer)
  }
}

/** Runs one instruction on the chunk; false where it lacked room. */
function execute(program: usize, at: usize, rows: i32): bool {
  const op = load<i32>(at)
  const d = program + load<u32>(at, 4)
  const a = program + load<u32>(at, 8)
  const b = program + load<u32>(at, 12)
  const c = program + load<u32>(at, 16)
  const e = program + load<u32>(at, 20)
  const family = op >> 8
  if (family == Op.And >> 8) {
    conditional(op, d, a, b, c, rows)
    return true
  }
  if (family == Op.LoadView >> 8) {
    propagate(d, a, 0, 0, 0, rows)
    return loadViews(op, d, a, rows) || heapFull(program)
  }
  if (family == Op.Store32 >> 8) return storeOutput(program, op, d, a, rows)
  if (family == Op.StoreCase >> 8) {
    if (op == Op.StoreCase) return storeCase(program, d, a, b, c, rows)
    if (op == Op.StoreColumnsConcat) return storeColumnsConcat(program, d, a, b, rows)
    return storeConcat(program, d, a, b, rows)
  }
  if (family == Op.ColumnCodePoints >> 8) {
    propagate(d, a, operand(program, b), 0, 0, rows)
    if (op == Op.ColumnCodePoints) columnCodePoints(values(d), a, rows)
    else if (op == Op.ColumnHash) columnHash(values(d), a, rows)
    else columnContains(values(d), a, values(b), rows)
    return true
  }
  if (family == Op.MapCase >> 8) return write(program, op, d, a, b, c, rows) || heapFull(program)
  if (isPartial(family)) {
    const valid = propagatePartial(d, a, operand(program, b), operand(program, c), rows)
    partial(family, op, d, a, b, c, valid, rows)
  } else {
    propagate(d, a, operand(program, b), operand(program, c), operand(program, e), rows)
    total(family, op, d, a, b, c, e, rows)
  }
  return true
}

@inline
function operand(program: usize, slot: usize): usize {
  return slot == program ? 0 : slot
}

function heapFull(program: usize): bool {
  reportFull(program, 0, 0, heapNeeded())
  return false
}

@inline
function isPartial(family: i32): bool {
  return family == Op.DivideI32 >> 8 || family == Op.I64ToI32 >> 8 || family == Op.Substring >> 8 || family == Op.DotF32 >> 8
}

/** Families whose result has a value wherever the operands have one. */
function total(family: i32, op: i32, d: usize, a: usize, b: usize, c: usize, e: usize, rows: i32): void {
  const to = values(d)
  const x = values(a)
  const y = values(b)
  switch (family) {
    case Op.AddI32 >> 8: return arith(op, to, x, lineStep(a), y, lineStep(b), rows)
    case Op.ChainF64 >> 8: {
      return chain(op, to, x, lineStep(a), y, lineStep(b), values(c), lineStep(c), values(e), lineStep(e), rows)
    }
    case Op.NegI32 >> 8: return arithUnary(op, to, x, lineStep(a), rows)
    case Op.EqI32 >> 8: return compare(op, to, x, lineStep(a), y, lineStep(b), rows)
    case Op.EqBits >> 8: return bits(op, to, x, y, rows)
    case Op.I32ToI64 >> 8: return convert(op, to, x, elementStep(a), rows)
    case Op.Exp >> 8: {
      if (op != Op.Haversine) return real(op, to, x, elementStep(a), y, elementStep(b), rows)
      return haversine(to, x, elementStep(a), y, elementStep(b), values(c), elementStep(c), values(e), elementStep(e), rows)
    }
    case Op.Year >> 8: return time(op, to, x, elementStep(a), y, rows)
    case Op.CodePoints >> 8: return read(op, to, x, elementStep(a), y, elementStep(b), rows)
    case Op.EqText >> 8: return testText(op, to, x, elementStep(a), y, elementStep(b), rows)
  }
}

/** Families that clear the validity of rows for which there is no value. */
function partial(family: i32, op: i32, d: usize, a: usize, b: usize, c: usize, valid: usize, rows: i32): void {
  const to = values(d)
  const x = values(a)
  switch (family) {
    case Op.DivideI32 >> 8: return divideIntegers(op, to, x, elementStep(a), values(b), elementStep(b), valid, rows)
    case Op.I64ToI32 >> 8: return convertChecked(op, to, x, elementStep(a), valid, rows)
    case Op.DotF32 >> 8: return lists(op, to, x, elementStep(a), values(b), elementStep(b), valid, rows)
    case Op.Substring >> 8: {
      if (op != Op.Substring) return parse(op, to, x, elementStep(a), valid, rows)
      return substring(to, x, elementStep(a), values(b), elementStep(b), values(c), elementStep(c), valid, rows)
    }
  }
}

/** Instructions that read text without writing any. */
function read(op: i32, d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): void {
  switch (op) {
    case Op.CodePoints: return codePoints(d, a, ea, rows)
    case Op.ViewLength: return viewLengths(d, a, ea, rows)
    case Op.Trim: return trim(d, a, ea, rows)
    case Op.HashText: return hashText(d, a, ea, rows)
    case Op.HashI64: return hashIntegers(d, a, ea, rows)
    case Op.RemainderU64: return remainders(d, a, ea, b, rows)
    case Op.HashPair: return hashPairs(d, a, ea, b, eb, rows)
  }
}

/** Instructions that write to the heap; false where it is full. */
function write(program: usize, op: i32, d: usize, a: usize, b: usize, c: usize, rows: i32): bool {
  if (op == Op.TimestampToText) {
    const valid = propagatePartial(d, a, 0, 0, rows)
    return formatTimestamps(values(d), values(a), elementStep(a), valid, rows)
  }
  propagate(d, a, operand(program, b), operand(program, c), 0, rows)
  const to = values(d)
  const x = values(a)
  const ea = elementStep(a)
  switch (op) {
    case Op.MapCase: return mapCase(to, x, ea, values(b), values(c), rows)
    case Op.Concat: return concat(to, x, ea, values(b), elementStep(b), rows)
    case Op.Replace: return replace(to, x, ea, values(b), elementStep(b), values(c), elementStep(c), rows)
    case Op.I64ToText: return formatIntegers(to, x, ea, rows)
    case Op.F64ToText: return formatReals(to, x, ea, rows)
    case Op.WidenList: return widenLists(to, x, ea, rows)
  }
  formatBits(to, x, rows)
  return true
}
