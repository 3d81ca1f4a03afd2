import { assertSame } from '../assertion.js'
import type { ParquetCodecSuite } from '../parquet-codec-suite.js'
import { tableBits } from '../random-table.js'
import { sampleTable } from './sample-table.js'

/** Declares the tests of the shape that loaders.gl expects. */
export function loaderShapeTests({ withCodec }: ParquetCodecSuite): void {
  withCodec('loader and writer have what loaders.gl asks for', async ({ loader, writer }) => {
    for (const { id, name, module, version, extensions, mimeTypes, options } of [loader, writer]) {
      for (const text of [id, name, module, version]) assertSame(typeof text, 'string', 'id, name, module, version')
      assertSame([extensions, mimeTypes.length > 0, typeof options], [['parquet'], true, 'object'], 'what it is for')
    }
  })

  withCodec('encode and parse go through buffers', async ({ loader, writer, supports }) => {
    const table = sampleTable(30)
    const buffer = await writer.encode(table, supports.rowGroups ? { parquet: { rowGroupRows: 10 } } : {})
    assertSame(buffer instanceof ArrayBuffer, true, 'an ArrayBuffer')
    assertSame(tableBits(await loader.parse(buffer)), tableBits(table), 'parsed')
    const columns = ['string', 'int32']
    const some = await loader.parse(buffer, { parquet: { columns, rowGroups: [0] } })
    const rows = supports.rowGroups ? 10 : 30
    assertSame([some.numRows, some.schema.fields.map(({ name }) => name)], [rows, columns], 'some of it')
  })

  withCodec('encodeSync and parseSync exist just where they are supported, and do the same', async (codec) => {
    const { loader, writer, supports } = codec
    assertSame(
      [loader.parseSync !== undefined, writer.encodeSync !== undefined],
      [supports.sync, supports.sync],
      'sync',
    )
    if (!loader.parseSync || !writer.encodeSync) return
    const table = sampleTable(30)
    const buffer = writer.encodeSync(table, { parquet: { rowGroupRows: 10 } })
    assertSame(tableBits(loader.parseSync(buffer)), tableBits(table), 'parsed')
    const empty = loader.parseSync(buffer, { parquet: { columns: ['bool'], rowGroups: [] } })
    assertSame([empty.numRows, empty.numCols], [0, 1], 'no row group')
  })
}
