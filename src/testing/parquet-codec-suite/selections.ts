import { sliceColumn } from '../../arrow/slice-column.js'
import { columnsFromTable } from '../../arrow/table-from-columns.js'
import { dataTypes } from '../../types.js'
import { assertCode, assertSame } from '../assertion.js'
import { columnBits } from '../column-bits.js'
import type { ParquetCodecSuite } from '../parquet-codec-suite.js'
import { countingSource, readBytes, sampleTable } from './sample-table.js'

/** Declares the tests of reading some columns and row groups. */
export function selectionTests({ withCodec }: ParquetCodecSuite): void {
  withCodec('each column can be read alone, and columns in any order', async (codec, makeFile) => {
    const table = sampleTable(200)
    const expected = columnsFromTable(table)
    const bytes = await makeFile(table, { rowGroupRows: 64 })
    for (const name of dataTypes) {
      const columns = columnsFromTable(await readBytes(codec, bytes, { columns: [name] }))
      assertSame([...columns.keys()], [name], 'columns')
      assertSame(columnBits(columns.get(name)!), columnBits(expected.get(name)!), name)
    }
    const reversed = [...dataTypes].reverse()
    const columns = columnsFromTable(await readBytes(codec, bytes, { columns: reversed }))
    assertSame([...columns.keys()], reversed, 'reversed')
    for (const name of dataTypes) assertSame(columnBits(columns.get(name)!), columnBits(expected.get(name)!), name)
  })

  withCodec('row groups can be read alone and in any order', async (codec, makeFile) => {
    const table = sampleTable(250)
    const bytes = await makeFile(table, { rowGroupRows: 100 })
    const { rowGroups } = await codec.readMetadata(countingSource(bytes).source)
    assertSame(
      rowGroups.map(({ rows }) => rows),
      [100, 100, 50],
      'row groups',
    )
    for (const [name, column] of columnsFromTable(table)) {
      for (const [group, length] of [100, 100, 50].entries()) {
        const read = columnsFromTable(await readBytes(codec, bytes, { columns: [name], rowGroups: [group] })).get(name)!
        assertSame(
          columnBits(read),
          columnBits(sliceColumn(column, group * 100, length)),
          `${name}, row group ${group}`,
        )
      }
    }
    const turned = columnsFromTable(await readBytes(codec, bytes, { columns: ['int64'], rowGroups: [2, 0] })).get(
      'int64',
    )!
    const int64 = columnsFromTable(table).get('int64')!
    const expected = [...columnBits(sliceColumn(int64, 200, 50)), ...columnBits(sliceColumn(int64, 0, 100))]
    assertSame(columnBits(turned), expected, 'row groups 2 and 0')
    assertSame((await readBytes(codec, bytes, { rowGroups: [] })).numRows, 0, 'no row group')
  })

  withCodec('a subset of columns reads only their bytes', async (codec, makeFile) => {
    const bytes = await makeFile(sampleTable(20_000), { compression: 'none', rowGroupRows: 5_000 })
    const { source, count } = countingSource(bytes)
    const metadata = await codec.readMetadata(source)
    const before = count()
    await codec.read(source, metadata, { columns: ['bool'], rowGroups: [1] })
    const { range } = metadata.rowGroups[1]!.chunks[0]!
    assertSame(count() - before, range.end - range.start, 'bytes read')
    assertSame(range.end - range.start < bytes.length / 50, true, 'a small part of the file')
  })

  withCodec('the metadata names columns, types, rows and statistics', async (codec, makeFile) => {
    const bytes = await makeFile(sampleTable(8), { rowGroupRows: 5 })
    const metadata = await codec.readMetadata(countingSource(bytes).source)
    assertSame(
      metadata.columns.map(({ name, type }) => [name, type]),
      dataTypes.map((type) => [type, type]),
      'columns',
    )
    assertSame([metadata.rows, metadata.rowGroups.map(({ rows }) => rows)], [8, [5, 3]], 'rows')
    const { statistics } = metadata.rowGroups[0]!.chunks[dataTypes.indexOf('int32')]!
    assertSame([statistics?.min_value, statistics?.max_value], [-2147483648, 2147483647], 'statistics of int32')
  })

  withCodec('wrong selections are typed errors that say what there is', async (codec) => {
    const bytes = await codec.write(sampleTable(4))
    const read = (options: object) => () => readBytes(codec, bytes, options)
    const missing = await assertCode(read({ columns: ['flaot64'] }), 'MILLRACE_MISSING_COLUMN', 'a misspelt column')
    assertSame(missing.message.includes('float64'), true, `the nearest name in: ${missing.message}`)
    await assertCode(read({ columns: [] }), 'MILLRACE_INVALID_ARGUMENT', 'no column')
    await assertCode(read({ columns: ['bool', 'bool'] }), 'MILLRACE_INVALID_ARGUMENT', 'a column twice')
    await assertCode(read({ rowGroups: [1] }), 'MILLRACE_INVALID_ARGUMENT', 'a row group that is not there')
    await assertCode(() => codec.write(sampleTable(1), { rowGroupRows: 0 }), 'MILLRACE_INVALID_ARGUMENT', 'no rows')
    const options = { compression: 'lzma' as 'zstd' }
    await assertCode(() => codec.write(sampleTable(1), options), 'MILLRACE_INVALID_ARGUMENT', 'an unknown compression')
  })
}
