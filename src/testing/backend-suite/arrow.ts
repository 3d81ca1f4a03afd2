import * as arrow from 'apache-arrow'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { columnsFromTable } from '../../arrow/table-from-columns.js'
import { rowsFromTable } from '../../arrow/table-from-rows.js'
import { dataTypes } from '../../types.js'
import { assertCode, assertSame } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { edgeValues } from './edge-values.js'
import { assertFrame, readSample, type Sample, sampleFrame, sampleTable } from './samples.js'

/** How Arrow tables come in and go out. */
export function arrowTests(test: DeclareTest): void {
  for (const type of dataTypes) {
    test(`arrow: ${type} keeps its values and nulls`, async (backend) => {
      const values = [null, ...edgeValues[type], null]
      const sample: Sample = { x: [type, values] }
      await assertFrame(backend, sampleFrame(backend, sample), sample)
      await assertFrame(backend, sampleFrame(backend, { x: [type, []] }), { x: [type, []] }, 'an empty frame')
      const nulls: Sample = { x: [type, [null, null, null]] }
      await assertFrame(backend, sampleFrame(backend, nulls), nulls, 'a frame of nulls')
    })

    test(`arrow: ${type} in slices and several batches`, async (backend) => {
      const values = Array.from({ length: 7 }, (_, index) => [null, ...edgeValues[type]][index % 4])
      const table = sampleTable({ x: [type, values] })
      for (let start = 0; start <= values.length; start++) {
        const turned = table.slice(start).concat(table.slice(0, start))
        const expected: Sample = { x: [type, [...values.slice(start), ...values.slice(0, start)]] }
        await assertFrame(backend, backend.fromArrow(turned), expected, `the table turned by ${start}`)
        const slice: Sample = { x: [type, values.slice(start)] }
        await assertFrame(backend, backend.fromArrow(table.slice(start)), slice, `the slice from ${start}`)
      }
    })
  }

  test('arrow: small integers widen, dictionaries decode, timestamps become microseconds', async (backend) => {
    const data = {
      small: arrow.vectorFromArray([-1, null], new arrow.Int8()),
      unsigned: arrow.vectorFromArray([4294967295, null], new arrow.Uint32()),
      word: arrow.vectorFromArray(['b', null], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())),
      at: arrow.makeVector(
        arrow.makeData({ type: new arrow.TimestampNanosecond(), data: BigInt64Array.of(1999n, -1n) }),
      ),
    }
    await assertFrame(backend, backend.fromArrow(new arrow.Table(data)), {
      small: ['int32', [-1, null]],
      unsigned: ['int64', [4294967295n, null]],
      word: ['string', ['b', null]],
      at: ['timestamp', [1n, -1n]],
    })
  })

  test('arrow: a result owns its memory', async (backend) => {
    const frame = backend.filter(sampleFrame(backend, { x: ['int32', [1, 2, 3]] }), {
      kind: 'call',
      fn: 'gt',
      args: [
        { kind: 'column', name: 'x' },
        { kind: 'literal', type: null, value: 1 },
      ],
    })
    const first = await backend.toArrow(frame)
    for (let index = 0; index < 5; index++) {
      const other = sampleFrame(backend, { x: ['int32', Array.from({ length: 5000 }, () => -index)] })
      await backend.toArrow(backend.sort(other, ['x']))
      backend.release(other)
    }
    backend.release(frame)
    await assertFrame(backend, backend.fromArrow(first), { x: ['int32', [2, 3]] })
  })

  test('arrow: columns and row objects come in without a table', async (backend) => {
    const sample: Sample = Object.fromEntries(
      dataTypes.map((type) => [type, [type, [...edgeValues[type], null].slice(-3)]]),
    )
    const table = sampleTable(sample)
    const columns = columnsFromTable(table)
    await assertFrame(backend, backend.fromColumns(columns, table.numRows), sample, 'the frame of columns')
    const schema = Object.fromEntries(dataTypes.map((type) => [type, type]))
    await assertFrame(backend, backend.fromRows(schema, rowsFromTable(table)), sample, 'the frame of rows')
    assertSame(backend.rows(backend.fromColumns(new Map(), 3)), 3, 'rows without columns')
    await assertCode(() => backend.fromColumns(columns, 4), 'MILLRACE_RAGGED_COLUMNS', 'columns of another length')
    await assertCode(() => backend.fromRows({ x: 'int32' }, [{ x: 1.5 }]), 'MILLRACE_INVALID_VALUE', 'a fraction')
    await assertCode(() => backend.fromRows({ x: 'int32' }, [{ y: 1 }]), 'MILLRACE_FEATURE_NOT_FOUND', 'another field')
    for (const length of [-1, 1.5, Number.NaN, '3', undefined])
      await assertCode(
        () => backend.fromColumns(new Map(), length as number),
        'MILLRACE_INVALID_ARGUMENT',
        `a length of ${length}`,
      )
    const options = { extraFields: 'ignroe' as never }
    await assertCode(() => backend.fromRows(schema, [], options), 'MILLRACE_INVALID_ARGUMENT', 'a wrong option')
    for (const wrong of [null, {}, 'x']) {
      const [given, what] = [wrong as never, String(wrong)]
      await assertCode(() => backend.fromArrow(given), 'MILLRACE_INVALID_ARGUMENT', `${what} as a table`)
      await assertCode(() => backend.fromColumns(given, 1), 'MILLRACE_INVALID_ARGUMENT', `${what} as columns`)
      await assertCode(() => backend.fromRows(schema, given), 'MILLRACE_INVALID_ARGUMENT', `${what} as rows`)
    }
    await assertCode(() => backend.fromRows(null as never, []), 'MILLRACE_INVALID_ARGUMENT', 'no schema')
    const odd = { x: 'int65' as never }
    const bare = new Map([['x', Float64Array.of(1) as never]])
    await assertCode(() => backend.fromColumns(bare, 1), 'MILLRACE_UNSUPPORTED_TYPE', 'an array as a column')
    await assertCode(() => backend.fromRows(odd, [{ x: 1 }]), 'MILLRACE_UNSUPPORTED_TYPE', 'no type')
  })

  test('arrow: rows without columns', async (backend) => {
    const frame = backend.fromArrow(sampleTable({}, 3))
    assertSame(backend.rows(frame), 3, 'rows')
    assertSame(await readSample(backend, frame), {}, 'columns')
    assertSame((await backend.toArrow(frame)).numRows, 3, 'rows of the result')
    await assertFrame(backend, backend.withColumns(frame, { x: { kind: 'literal', type: 'int64', value: 7n } }), {
      x: ['int64', [7n, 7n, 7n]],
    })
  })

  test('arrow: any text is a column name', async (backend) => {
    const names = ['__proto__', 'constructor', 'a b', '', 'é', '"', '$1']
    const columns = new Map(names.map((name, index) => [name, columnFromValues('int32', [index], name)]))
    const fields = names.map((name) => new arrow.Field(name, new arrow.Int32(), true))
    const children = names.map((_, index) => arrow.makeData({ type: new arrow.Int32(), data: Int32Array.of(index) }))
    const struct = arrow.makeData({ type: new arrow.Struct(fields), length: columns.size && 1, nullCount: 0, children })
    const frame = backend.fromArrow(new arrow.Table(new arrow.RecordBatch(new arrow.Schema(fields), struct)))
    assertSame(Object.keys(backend.columns(frame)), names, 'the columns')
    const reversed = await backend.toArrow(backend.select(frame, names.toReversed()))
    assertSame(
      reversed.schema.fields.map(({ name }) => name),
      names.toReversed(),
      'the selected columns',
    )
    assertSame(reversed.getChild('__proto__')?.get(0), 0, '__proto__')
  })

  test('arrow: what no backend holds is refused', async (backend) => {
    const list = new arrow.List(new arrow.Field('item', new arrow.Int32(), true))
    const refused = [
      [new arrow.Table({ x: arrow.vectorFromArray([[1], [null]], list) }), 'MILLRACE_UNSUPPORTED_TYPE'],
      [new arrow.Table({ x: arrow.vectorFromArray([{ a: 1 }]) }), 'MILLRACE_UNSUPPORTED_TYPE'],
      [new arrow.Table({ x: arrow.makeVector(BigUint64Array.of(2n ** 63n)) }), 'MILLRACE_VALUE_OUT_OF_RANGE'],
    ] as const
    for (const [table, code] of refused) await assertCode(() => backend.fromArrow(table), code, code)
  })
}
