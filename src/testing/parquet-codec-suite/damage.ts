import type { Table } from 'apache-arrow'
import fc from 'fast-check'
import { MillraceError } from '../../errors.js'
import type { ParquetCodec } from '../../stores/offline/codec/parquet-codec.js'
import { AssertionFailed, assertCode, assertSame } from '../assertion.js'
import type { ParquetCodecSuite } from '../parquet-codec-suite.js'
import { tableBits } from '../random-table.js'
import { readBytes, sampleTable } from './sample-table.js'

/** Errors that a damaged file may give: a flipped bit of the schema can make a column's type or values another one. */
const allowed = new Set([
  'MILLRACE_PARQUET_CORRUPT',
  'MILLRACE_UNSUPPORTED_TYPE',
  'MILLRACE_VALUE_OUT_OF_RANGE',
  'MILLRACE_INVALID_VALUE',
])

/** Declares the tests that no file, however damaged, gives anything but a table or a typed error. */
export function damageTests({ withCodec, damagedFiles }: ParquetCodecSuite): void {
  withCodec('a file cut off anywhere is a typed error', async (codec, makeFile) => {
    const bytes = await makeFile(sampleTable(60), { rowGroupRows: 25 })
    for (let cut = 0; cut < damagedFiles; cut++) {
      const length = Math.floor((bytes.length * cut) / damagedFiles)
      await assertCode(() => readBytes(codec, bytes.slice(0, length)), 'MILLRACE_PARQUET_CORRUPT', `cut at ${length}`)
    }
    await assertWhole(codec, bytes)
  })

  withCodec('a file with changed bytes gives a table of all its rows or a typed error', async (codec, makeFile) => {
    const bytes = await makeFile(sampleTable(60), { rowGroupRows: 25 })
    const change = fc.record({ at: fc.nat({ max: bytes.length - 1 }), mask: fc.integer({ min: 1, max: 255 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const damaged = bytes.slice()
        for (const { at, mask } of changes) damaged[at]! ^= mask
        assertTableOrTypedError(await outcomeOf(() => readBytes(codec, damaged)))
      }),
      { numRuns: damagedFiles },
    )
    await assertWhole(codec, bytes)
  })

  withCodec('what is no Parquet file is a typed error', async (codec) => {
    const texts = ['', 'PAR1', 'PAR1PAR1', 'id,score\n1,2\n', `PAR1${'\0'.repeat(40)}PARE`]
    for (const text of texts) {
      const bytes = new TextEncoder().encode(text)
      await assertCode(() => readBytes(codec, bytes), 'MILLRACE_PARQUET_CORRUPT', JSON.stringify(text))
    }
    const random = fc.uint8Array({ minLength: 0, maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(random, async (footer) => {
        await assertCode(() => readBytes(codec, withFooter(footer)), 'MILLRACE_PARQUET_CORRUPT', 'a random footer')
      }),
    )
  })

  withCodec('a footer of nested lists is refused before it takes memory', async (codec) => {
    // Field 2, a list of 2^25 - 1 lists of 2^25 - 1 lists, and so on.
    const nested = Array.from({ length: 400 }, () => [0xf9, 0xff, 0xff, 0xff, 0x0f]).flat()
    const bytes = withFooter(Uint8Array.from([0x29, ...nested]))
    await assertCode(() => readBytes(codec, bytes), 'MILLRACE_PARQUET_CORRUPT', 'nested lists')
    const structures = withFooter(Uint8Array.from([0x1c, ...new Uint8Array(100_000).fill(0x1c)]))
    await assertCode(() => readBytes(codec, structures), 'MILLRACE_PARQUET_CORRUPT', 'nested structures')
  })

  withCodec('errors name the file', async (codec) => {
    const error = await assertCode(() => readBytes(codec, new Uint8Array(20)), 'MILLRACE_PARQUET_CORRUPT', 'zeros')
    assertSame(error.values.file, 'sample.parquet', 'values.file')
    assertSame(error.message.includes('sample.parquet'), true, error.message)
  })
}

async function assertWhole(codec: ParquetCodec, bytes: Uint8Array): Promise<void> {
  assertSame(tableBits(await readBytes(codec, bytes)), tableBits(sampleTable(60)), 'the undamaged file, afterwards')
}

async function outcomeOf(read: () => Promise<Table>): Promise<Table | unknown> {
  try {
    return await read()
  } catch (error) {
    return error
  }
}

function assertTableOrTypedError(outcome: unknown): void {
  if (outcome instanceof MillraceError && allowed.has(outcome.code)) return
  if (outcome instanceof Error) throw new AssertionFailed('a damaged file', outcome.stack, 'a table or a typed error')
  const table = outcome as Table
  assertSame(table.numRows, 60, 'rows of a damaged file')
  // Every value can be read without a surprise.
  tableBits(table)
}

function withFooter(footer: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + footer.length + 8)
  bytes.set(new TextEncoder().encode('PAR1'), 0)
  bytes.set(footer, 4)
  new DataView(bytes.buffer).setUint32(4 + footer.length, footer.length, true)
  bytes.set(new TextEncoder().encode('PAR1'), 8 + footer.length)
  return bytes
}
