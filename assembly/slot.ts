import { Header, Slot } from '../src/wasm/abi'

// Where the values of an operand lie for the chunk that is being worked on.

let chunk: usize = 0
// The program that lists what to fetch ahead; 0 for nothing.
let ahead: usize = 0

/** Makes `index` the chunk that is being worked on, of so many in all of which the last may be shorter. */
export function startChunk(index: usize, chunks: usize, program: usize): void {
  chunk = index
  ahead = index + 3 < chunks && load<u32>(program, Header.Ahead) != 0 ? program : 0
}

/** Says whether the program lists anything to be fetched of the next chunk, and there is one. */
@inline
export function fetchesAhead(): bool {
  return ahead != 0
}

/**
 * Address of the next chunk's values of what stands at a place of that list; `or` behind its end. As many bytes as a chunk has
 * of values of 8 bytes can be read from there.
 */
@inline
export function nextValues(place: usize, or: usize): usize {
  const offset = <usize>load<u32>(ahead + (place << 2), Header.Ahead)
  return offset == 0 ? or : values(ahead + offset) + load<u32>(ahead + offset, Slot.ValuesStride)
}

/** Address of the chunk's values. */
@inline
export function values(slot: usize): usize {
  return <usize>load<u32>(slot, Slot.Values) + chunk * load<u32>(slot, Slot.ValuesStride)
}

/** Bytes from one line to the next: 64, or 0 for a constant. */
@inline
export function lineStep(slot: usize): usize {
  return load<u32>(slot, Slot.LineStep)
}

/** Bytes from one vector to the next: 16, or 0 for a constant. */
@inline
export function vectorStep(slot: usize): usize {
  return lineStep(slot) >> 2
}

/** Bytes from one value to the next: the width, or 0 for a constant. */
@inline
export function elementStep(slot: usize): usize {
  return load<u32>(slot, Slot.ElementStep)
}

/** Address of the chunk's validity bitmap, or 0 where every row has a value. */
@inline
export function validity(slot: usize): usize {
  const address = <usize>load<u32>(slot, Slot.Validity)
  return address == 0 ? 0 : address + chunk * load<u32>(slot, Slot.ValidityStride)
}

/** Address where the chunk's validity of a result may be written. */
@inline
export function validityBuffer(slot: usize): usize {
  return <usize>load<u32>(slot, Slot.ValidityBuffer) + chunk * load<u32>(slot, Slot.ValidityStride)
}

/** Says whether the validity of a result is its bitmap or, where `some` is false, that every row has a value. */
@inline
export function setValidity(slot: usize, some: bool): void {
  store<u32>(slot, some ? load<u32>(slot, Slot.ValidityBuffer) : 0, Slot.Validity)
}

/** Says whether a result is a register, and not an output. */
@inline
export function isRegister(slot: usize): bool {
  return load<u32>(slot, Slot.ValidityStride) == 0
}

/** Makes the values of an operand those of a register, which lives no longer, without copying them. */
@inline
export function shareValues(register: usize, operand: usize): void {
  v128.store(register, v128.load(operand))
}

/** Notes why a run stops: the slot (0 for the heap), its capacity word, and the bytes it must have. */
export function reportFull(program: usize, slot: usize, capacity: u32, needed: u64): void {
  store<u32>(program, slot == 0 ? 0 : slot - program, Header.FullSlot)
  store<u32>(program, capacity, Header.FullCapacity)
  store<u32>(program, needed > <u64>u32.MAX_VALUE ? u32.MAX_VALUE : <u32>needed, Header.NeededBytes)
}
