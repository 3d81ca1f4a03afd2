/**
 * The two kernels that run on the host: the shortest digits of a float64, and the float64 nearest to digits. Both are
 * defined as what JavaScript does, and tables for them would be a fifth of the module. They are called once a chunk.
 * Addresses are unsigned; a view is the address and the length of text.
 */
export interface FloatText {
  /** Writes the numbers as text from `heap` on, sets their views, and gives where the text ends. */
  formatFloats(views: number, values: number, step: number, rows: number, heap: number): number
  /** Reads text as numbers, and clears the validity of rows that hold something else. */
  parseFloats(values: number, views: number, step: number, rows: number, validity: number): void
}

const decimal = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/
const named = /^(?:NaN|[+-]?Infinity)$/

/** Binds the two kernels to a memory. */
export function floatText(memory: WebAssembly.Memory): FloatText {
  return {
    formatFloats(views, values, step, rows, heap) {
      const data = new DataView(memory.buffer)
      const bytes = new Uint8Array(memory.buffer)
      let end = heap >>> 0
      for (let row = 0; row < rows; row++) {
        const text = String(data.getFloat64((values >>> 0) + row * step, true))
        data.setUint32((views >>> 0) + row * 8, end, true)
        data.setUint32((views >>> 0) + row * 8 + 4, text.length, true)
        for (let at = 0; at < text.length; at++) bytes[end++] = text.charCodeAt(at)
      }
      return end
    },
    parseFloats(values, views, step, rows, validity) {
      const data = new DataView(memory.buffer)
      const bytes = new Uint8Array(memory.buffer)
      for (let row = 0; row < rows; row++) {
        const view = (views >>> 0) + row * step
        const from = data.getUint32(view, true)
        const number = parseFloat64(bytes.subarray(from, from + data.getUint32(view + 4, true)))
        data.setFloat64((values >>> 0) + row * 8, number ?? 0, true)
        if (number === undefined) bytes[(validity >>> 0) + (row >>> 3)]! &= ~(1 << (row & 7))
      }
    },
  }
}

/** Undefined for what is no number, and for digits beyond the range of float64. */
function parseFloat64(bytes: Uint8Array): number | undefined {
  const text = asciiOf(bytes)
  if (named.test(text)) return Number(text)
  if (!decimal.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** Bytes as characters of the same number: what is not ASCII matches no number. */
function asciiOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
