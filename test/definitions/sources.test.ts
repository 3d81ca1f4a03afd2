import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FileSource } from '../../src/definitions/file-source.js'
import { PushSource } from '../../src/definitions/push-source.js'
import { RequestSource } from '../../src/definitions/request-source.js'
import { rejects } from './rejects.js'

test('a file source is named after its path unless it has a name', () => {
  const source = new FileSource({
    path: 'data/x.parquet',
    timestampField: 'ts',
    fieldMapping: { 'Conv Rate': 'conv_rate' },
  })
  assert.is(source.name, 'data/x.parquet')
  assert.is(source.createdTimestampColumn, null)
  assert.equal([...source.fieldMapping], [['Conv Rate', 'conv_rate']])
  assert.is(new FileSource({ name: 'x', path: 'data/x.parquet', timestampField: 'ts' }).name, 'x')
  assert.ok(Object.isFrozen(source))
})

test('a wrong file source is refused', () => {
  const good = { path: 'x', timestampField: 'ts' }
  rejects('MILLRACE_INVALID_DEFINITION', () => new FileSource({ ...good, path: '' }), /path/)
  rejects('MILLRACE_INVALID_DEFINITION', () => new FileSource({ path: 'x' } as never), /timestampField/, /undefined/)
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    () => new FileSource({ ...good, createdTimestampColumn: 1 as never }),
    /created/,
  )
  rejects('MILLRACE_INVALID_NAME', () => new FileSource({ ...good, name: '../x' }), /\.\.\/x/)
  rejects('MILLRACE_INVALID_NAME', () => new FileSource({ ...good, fieldMapping: { a: 'b c' } }), /b c/)
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    () => new FileSource({ ...good, fieldMapping: { a: 'c', b: 'c' } }),
    /one name/,
  )
  rejects('MILLRACE_INVALID_DEFINITION', () => new FileSource({ ...good, fieldMapping: 'a' as never }), /"a"/)
  rejects('MILLRACE_INVALID_DEFINITION', () => new FileSource({ ...good, timestamp: 'x' } as never), /timestampField/)
})

test('a push source may have files behind it', () => {
  const files = new FileSource({ path: 'x', timestampField: 'ts' })
  assert.is(new PushSource({ name: 'p', batchSource: files }).batchSource, files)
  assert.is(new PushSource({ name: 'p' }).batchSource, null)
  rejects('MILLRACE_INVALID_DEFINITION', () => new PushSource({ name: 'p', batchSource: 'x' as never }), /"x"/)
  rejects('MILLRACE_INVALID_NAME', () => new PushSource({} as never))
})

test('a request source splits types and defaults, which are as reads return them', () => {
  const source = new RequestSource({
    name: 'trip',
    schema: {
      distance_km: 'float64',
      tolls: { type: 'int64', default: 3 },
      at: { type: 'timestamp', default: new Date('2024-01-01T00:00:00Z') },
      rate: { type: 'float32', default: 0.1 },
      tags: { type: 'array<string>', default: ['a', 'b'] },
      note: { type: 'string', default: null },
    },
  })
  assert.equal(Object.entries(source.schema), [
    ['distance_km', 'float64'],
    ['tolls', 'int64'],
    ['at', 'timestamp'],
    ['rate', 'float32'],
    ['tags', 'array<string>'],
    ['note', 'string'],
  ])
  assert.equal(Object.fromEntries(source.defaults), {
    tolls: 3n,
    at: 1_704_067_200_000_000n,
    rate: Math.fround(0.1),
    tags: ['a', 'b'],
    note: null,
  })
})

test('a default must be a value of its type', () => {
  const of = (type: string, value: unknown) => () =>
    new RequestSource({ name: 'r', schema: { f: { type, default: value } } as never })
  rejects('MILLRACE_INVALID_VALUE', of('int64', 'x'), /default of f/, /"x"/)
  rejects('MILLRACE_INVALID_VALUE', of('int32', 1.5), /1\.5/)
  rejects('MILLRACE_VALUE_OUT_OF_RANGE', of('int32', 2 ** 31), /2147483648/)
  rejects('MILLRACE_INVALID_VALUE', of('timestamp', 5), /5/)
  rejects('MILLRACE_UNSUPPORTED_TYPE', of('decimal', 5), /decimal/)
  rejects(
    'MILLRACE_UNSUPPORTED_TYPE',
    () => new RequestSource({ name: 'r', schema: { f: 'decimal' as never } }),
    /decimal/,
  )
  const misspelt = { f: { type: 'int64', defualt: 1 } } as never
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    () => new RequestSource({ name: 'r', schema: misspelt }),
    /defualt/,
    /"default"/,
  )
  rejects('MILLRACE_INVALID_DEFINITION', () => new RequestSource({ name: 'r', schema: {} }), /no fields/)
  rejects('MILLRACE_INVALID_DEFINITION', () => new RequestSource({ name: 'r', schema: null as never }), /null/)
  rejects('MILLRACE_INVALID_NAME', () => new RequestSource({ name: 'r', schema: { 'a b': 'int64' } }), /a b/)
  rejects(
    'MILLRACE_INVALID_NAME',
    () => new RequestSource({ name: 'r', schema: JSON.parse('{"__proto__": "int64"}') }),
    /__proto__/,
  )
})

test.run()
