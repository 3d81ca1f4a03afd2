/** The number of bytes of a bitmap of `length` bits. */
export function bitmapBytes(length: number): number {
  return Math.ceil(length / 8)
}

/** Says whether bit `index` is set. */
export function getBit(bitmap: Uint8Array, index: number): boolean {
  return ((bitmap[index >>> 3]! >>> (index & 7)) & 1) === 1
}

/** Sets bit `index`. */
export function setBit(bitmap: Uint8Array, index: number): void {
  bitmap[index >>> 3]! |= 1 << (index & 7)
}

/** Says whether row `row` has a value, by a column's validity. */
export function isValid(validity: Uint8Array | null, row: number): boolean {
  return validity === null || getBit(validity, row)
}

/** Makes a bitmap of `length` ones. */
export function onesBitmap(length: number): Uint8Array {
  const bitmap = new Uint8Array(bitmapBytes(length)).fill(255)
  clearTail(bitmap, length)
  return bitmap
}

/** Counts the ones among the first `length` bits. */
export function countBits(bitmap: Uint8Array, length: number): number {
  let count = 0
  for (let index = 0; index < length >>> 3; index++) {
    let byte = bitmap[index]!
    byte -= (byte >>> 1) & 0x55
    byte = (byte & 0x33) + ((byte >>> 2) & 0x33)
    count += (byte + (byte >>> 4)) & 0x0f
  }
  for (let index = length & ~7; index < length; index++) if (getBit(bitmap, index)) count++
  return count
}

/**
 * Gives `length` bits from bit `start` on as a bitmap of its own: bit offset 0, no spare bytes, zeros after the last.
 * Shares memory where nothing has to move.
 */
export function sliceBits(bitmap: Uint8Array, start: number, length: number): Uint8Array {
  const bytes = bitmapBytes(length)
  if ((start & 7) === 0) {
    const piece = bitmap.subarray(start >>> 3, (start >>> 3) + bytes)
    const tail = length & 7
    if (tail === 0 || piece[bytes - 1]! >>> tail === 0) return piece
    const copy = piece.slice()
    clearTail(copy, length)
    return copy
  }
  const target = new Uint8Array(bytes)
  const shift = start & 7
  const first = start >>> 3
  for (let index = 0; index < bytes; index++) {
    target[index] = (bitmap[first + index]! >>> shift) | ((bitmap[first + index + 1] ?? 0) << (8 - shift))
  }
  clearTail(target, length)
  return target
}

/** Copies the first `length` bits of `source` (zeros after them) to bit `start` of `target`, whose bits are 0 there. */
export function copyBits(target: Uint8Array, start: number, source: Uint8Array, length: number): void {
  const shift = start & 7
  const first = start >>> 3
  for (let index = 0; index < bitmapBytes(length); index++) {
    const byte = source[index]!
    target[first + index]! |= byte << shift
    if (shift > 0 && byte >>> (8 - shift) !== 0) target[first + index + 1]! |= byte >>> (8 - shift)
  }
}

function clearTail(bitmap: Uint8Array, length: number): void {
  const tail = length & 7
  if (tail > 0) bitmap[bitmap.length - 1]! &= (1 << tail) - 1
}
