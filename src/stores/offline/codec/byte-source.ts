/** Bytes that can be read in pieces: a file, a buffer, anything with ranges. */
export interface ByteSource {
  /** What errors call it, such as the path of the file. */
  readonly name: string
  readonly byteLength: number
  /** Gives the bytes from `start` up to but not including `end`, all of them. */
  read(start: number, end: number): Promise<Uint8Array>
}

/** A range of bytes, `end` exclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * Makes a source of bytes that are in memory. The pieces it gives are views, not copies.
 *
 * @example
 * const source = bytesSource('driver_stats.parquet', new Uint8Array(await response.arrayBuffer()))
 */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return { name, byteLength: bytes.byteLength, read: async (start, end) => bytes.subarray(start, end) }
}

/**
 * Joins ranges that touch, overlap or lie at most `gap` bytes apart, in ascending order: reading a few bytes too many
 * costs less than another read.
 */
export function joinRanges(ranges: readonly ByteRange[], gap: number): ByteRange[] {
  const joined: { start: number; end: number }[] = []
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last !== undefined && start <= last.end + gap) last.end = Math.max(last.end, end)
    else joined.push({ start, end })
  }
  return joined
}
