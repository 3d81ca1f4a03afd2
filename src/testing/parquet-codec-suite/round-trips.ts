import fc from 'fast-check'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import { dataTypes } from '../../types.js'
import { assertSame } from '../assertion.js'
import type { ParquetCodecSuite } from '../parquet-codec-suite.js'
import { randomTables, tableBits } from '../random-table.js'
import { readBytes, sampleTable } from './sample-table.js'

/** Declares the tests that what is written comes back bit for bit. */
export function roundTripTests({ withCodec, randomTables: runs }: ParquetCodecSuite): void {
  withCodec('every type comes back bit for bit, with every compression', async (codec) => {
    const table = sampleTable(37)
    for (const compression of codec.supports.compressions) {
      const bytes = await codec.write(table, { compression })
      assertSame(tableBits(await readBytes(codec, bytes)), tableBits(table), `compressed with ${compression}`)
    }
  })

  withCodec('random tables come back bit for bit', async (codec) => {
    await fc.assert(
      fc.asyncProperty(randomTables(40), fc.integer({ min: 1, max: 50 }), async (table, rowGroupRows) => {
        const bytes = await codec.write(table, codec.supports.rowGroups ? { rowGroupRows } : {})
        assertSame(tableBits(await readBytes(codec, bytes)), tableBits(table), 'read back')
      }),
      { numRuns: runs },
    )
  })

  withCodec('a table without rows keeps its columns and types', async (codec) => {
    const bytes = await codec.write(sampleTable(0))
    const columns = columnsFromTable(await readBytes(codec, bytes))
    assertSame([...columns.keys()], dataTypes, 'names')
    assertSame(
      [...columns.values()].map(({ type, length }) => `${type} ${length}`),
      dataTypes.map((type) => `${type} 0`),
      'types and lengths',
    )
  })

  withCodec('columns of nothing but nulls come back as such', async (codec) => {
    const nulls = Array.from({ length: 9 }, () => null)
    const columns = new Map(dataTypes.map((type) => [type, columnFromValues(type, nulls, type)]))
    const table = tableFromColumns(columns, 9)
    assertSame(tableBits(await readBytes(codec, await codec.write(table))), tableBits(table), 'read back')
  })

  withCodec('a hundred thousand rows come back in order', async (codec) => {
    const rows = 100_000
    const ids = BigInt64Array.from({ length: rows }, (_, row) => BigInt(row) * 7_919n)
    const names = columnFromValues(
      'string',
      Array.from({ length: rows }, (_, row) => `name ${row % 1_000}`),
      'name',
    )
    const id = { ...columnFromValues('int64', [], 'id'), length: rows, values: ids }
    const table = tableFromColumns({ id, name: names }, rows)
    const read = columnsFromTable(await readBytes(codec, await codec.write(table)))
    const values = read.get('id')!.values as BigInt64Array
    assertSame(
      values.every((value, row) => value === ids[row]),
      true,
      'ids',
    )
    assertSame(sameBytes(read.get('name')!.values as Uint8Array, names.values as Uint8Array), true, 'names')
  })
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
