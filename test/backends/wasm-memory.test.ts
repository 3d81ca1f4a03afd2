import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { typedExpression } from '../../src/backends/typed-expressions.js'
import { programOf } from '../../src/backends/wasm/program-cache.js'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import type { WasmFrame } from '../../src/backends/wasm/wasm-frame.js'
import { MillraceError } from '../../src/errors.js'
import { expr } from '../../src/expr/expr.js'
import { dictionaryType, encodeColumns } from '../../src/testing/differential/dictionary-columns.js'
import { loadKernels } from '../../src/wasm/load.js'

const memory = suite('wasm backend, memory')
const backend = new WasmBackend()
const { arena } = loadKernels()

const dictionary = { index: 'int8', values: 3, copies: 2, unused: 1, nulls: 1, perBatch: false } as const

/** A table whose names are dictionary-encoded. */
function codedSample(length: number) {
  const table = sample(length)
  const type = dictionaryType(columnsFromTable(table).get('name')!, dictionary)
  return encodeColumns(table, new Map([['name', dictionary]]), new Map([['name', type]]))
}

function sample(length: number) {
  const rows = Array.from({ length }, (_, row) => row)
  const column = (type: Parameters<typeof columnFromValues>[0], name: string, value: (row: number) => unknown) =>
    [name, columnFromValues(type, rows.map(value), name)] as const
  return tableFromColumns(
    new Map([
      column('int64', 'id', (row) => row % 7),
      column('string', 'name', (row) => (row % 5 === 0 ? null : `name ${row % 3}`)),
      column('timestamp', 'at', (row) => BigInt((row * 37) % 101)),
      column('array<string>', 'tags', (row) => (row % 4 === 0 ? null : [`t${row}`, ''])),
      column('bool', 'flag', (row) => row % 3 === 0),
    ]),
    length,
  )
}

type Keep = (frame: WasmFrame) => WasmFrame
const renames = { name: 'other', at: 'since', tags: 'labels', flag: 'on' }

// Every operation. `keep` is told of each frame that is made.
const operations: ((frame: WasmFrame, keep: Keep) => WasmFrame)[] = [
  (frame) => backend.select(frame, ['id', 'name', 'at', 'tags', 'flag']),
  (frame, keep) => backend.select(keep(backend.select(frame, ['name', 'id', 'flag', 'tags', 'at'])), ['name', 'at']),
  (frame) => backend.rename(frame, renames),
  (frame) => backend.slice(frame, 1, 50),
  (frame) => backend.filter(frame, expr`flag or name = 'name 1'`),
  (frame) => backend.withColumns(frame, { name: expr`upper(name)`, tags: expr`tags`, id: expr`id * 3 % 5` }),
  (frame) => backend.withColumns(frame, { tags: expr`case when flag then tags end`, other: expr`concat(name, name)` }),
  (frame) => backend.sort(frame, ['name', { column: 'at', descending: true }]),
  (frame) => backend.dropDuplicates(frame, ['id', 'name'], ['at']),
  (frame, keep) => backend.concat([frame, keep(backend.slice(frame, 0, 3)), frame]),
  (frame, keep) => {
    const shuffled = keep(backend.select(frame, ['flag', 'tags', 'at', 'name', 'id']))
    return backend.concat([frame, shuffled])
  },
  (frame, keep) => {
    const last = keep(backend.dropDuplicates(keep(backend.rename(frame, renames)), ['id']))
    return backend.join(frame, last, { on: ['id'], how: 'left' })
  },
  (frame, keep) => backend.join(frame, keep(backend.slice(frame, 0, 9)), { on: ['id', 'flag'] }),
  (frame, keep) => {
    const other = keep(backend.rename(frame, renames))
    return backend.asofJoin(frame, other, { on: ['id'], leftTime: 'at', rightTime: 'since' })
  },
  (frame) =>
    backend.groupbyAgg(frame, ['name'], {
      distinct: { fn: 'count_distinct', column: 'name' },
      least: { fn: 'min', column: 'name' },
      greatest: { fn: 'max', column: 'at' },
      last: { fn: 'last', column: 'tags' },
      mean: { fn: 'mean', column: 'id' },
      spread: { fn: 'std', column: 'id' },
    }),
]

memory('gives every byte back after any sequence of operations, in any order of release', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 64, 300),
      fc.array(fc.tuple(fc.nat(operations.length - 1), fc.nat(), fc.boolean()), { maxLength: 12 }),
      fc.nat(),
      fc.constantFrom(sample, codedSample),
      (length, steps, order, make) => {
        const before = { blocks: arena.blocksInUse, bytes: arena.bytesInUse }
        const made = [backend.fromArrow(make(length))]
        const keep: Keep = (frame) => {
          made.push(frame)
          return frame
        }
        for (const [operation, pick, read] of steps) {
          const usable = made.filter((frame) => Object.keys(frame.schema).join() === 'id,name,at,tags,flag')
          const frame = usable[pick % usable.length]!
          if (backend.rows(frame) > 3000) continue
          const result = keep(operations[operation]!(frame, keep))
          if (read) assert.is(backend.toArrow(result).numRows, backend.rows(result))
        }
        while (made.length > 0) backend.release(made.splice(order % made.length, 1)[0]!)
        assert.equal({ blocks: arena.blocksInUse, bytes: arena.bytesInUse }, before)
      },
    ),
    { numRuns: 300 },
  )
})

memory('holds nothing before an operation reads, and copies nothing that was not computed', () => {
  const before = arena.bytesInUse
  const table = sample(100)
  const source = columnsFromTable(table)
  const frame = backend.fromArrow(table)
  const renamed = backend.rename(frame, { at: 'time' })
  const sliced = backend.slice(renamed, 0, 100)
  const view = backend.select(sliced, ['time', 'tags'])
  const columns = columnsFromTable(backend.toArrow(view))
  assert.is(arena.bytesInUse, before)
  assert.is(columns.get('time')!.values!.buffer, source.get('at')!.values!.buffer)
  const sorted = backend.sort(frame, ['id'])
  assert.is(columnsFromTable(backend.toArrow(frame)).get('id')!.values!.buffer, source.get('id')!.values!.buffer)
  assert.not(columnsFromTable(backend.toArrow(sorted)).get('id')!.values!.buffer === arena.memory.buffer)
  for (const made of [frame, renamed, sliced, view, sorted]) backend.release(made)
  assert.is(arena.bytesInUse, before)
})

memory('keeps text by code as codes: also what is computed of it, and what is decoded for a table', () => {
  const before = arena.bytesInUse
  const frame = backend.fromArrow(codedSample(300))
  const lower = backend.withColumns(frame, { lower: expr`lower(name)`, at: expr`at` })
  const [text, given] = [lower.column('lower'), frame.column('name')]
  assert.is(text.coding!.codes, given.coding!.codes)
  assert.ok(text.coding!.words.length < 20)
  const filtered = backend.filter(lower, expr`lower = 'name 1'`)
  assert.is(filtered.column('lower').coding!.codes, filtered.column('name').coding!.codes)
  const held = arena.bytesInUse
  backend.toArrow(filtered)
  assert.ok(arena.bytesInUse - held < 300)
  for (const made of [frame, lower, filtered]) backend.release(made)
  assert.is(arena.bytesInUse, before)
})

memory('shares the left columns of a join that keeps all left rows', () => {
  const frame = backend.fromArrow(sample(100))
  const sorted = backend.sort(frame, ['at'])
  const renamed = backend.rename(sorted, renames)
  const last = backend.dropDuplicates(renamed, ['id'])
  const joined = backend.join(sorted, last, { on: ['id'], how: 'left' })
  const again = backend.sort(sorted, ['at'])
  assert.is(joined.column('tags'), sorted.column('tags'))
  assert.is(again.column('name'), sorted.column('name'))
  for (const made of [frame, sorted, renamed, last, again]) backend.release(made)
  assert.is(columnsFromTable(backend.toArrow(joined)).get('tags')!.length, 100)
  backend.release(joined)
})

memory('shares a column that an expression only names, and finds a program again', () => {
  const frame = backend.fromArrow(sample(100))
  const expressions = { copy: expr`name`, twice: expr`id + id` }
  const first = backend.withColumns(frame, expressions)
  const second = backend.withColumns(frame, expressions)
  assert.is(first.column('copy'), frame.column('name'))
  const typed = new Map([['twice', typedExpression(expressions.twice.ir, frame.schema)]])
  assert.is(programOf(typed), programOf(new Map(typed)))
  // A different name, expression or number of columns is another program.
  const other = typedExpression(expr`id + id`.ir, frame.schema)
  assert.is.not(programOf(typed), programOf(new Map([['twice', other]])))
  assert.is.not(programOf(typed), programOf(new Map([['double', typed.get('twice')!]])))
  for (const made of [frame, first, second]) backend.release(made)
})

memory('keeps a bounded number of programs of an expression', () => {
  const shared = typedExpression(expr`1 + 1`.ir, {})
  const typed = (index: number) => new Map([[`c${index}`, shared]])
  const first = typed(0)
  const program = programOf(first)
  for (let index = 1; index < 16; index++) programOf(typed(index))
  assert.is(programOf(first), program)
  programOf(typed(16))
  assert.is.not(programOf(first), program)
})

memory('refuses a released frame and a frame of another backend, and releases twice in peace', () => {
  const frame = backend.fromArrow(sample(3))
  const other = new WasmBackend().fromArrow(sample(3))
  backend.release(frame)
  backend.release(frame)
  const calls = [
    () => backend.toArrow(frame),
    () => backend.columns(frame),
    () => backend.rows(frame),
    () => backend.sort(frame, ['id']),
    () => backend.join(other, other, { on: ['id'] }),
    () => backend.release(other),
    () => backend.toArrow({} as WasmFrame),
    () => backend.concat([null as unknown as WasmFrame]),
  ]
  for (const call of calls) {
    assert.throws(call, (error: unknown) => error instanceof MillraceError && error.code === 'MILLRACE_INVALID_FRAME')
  }
})

memory('gives back everything when memory runs out in the middle of an operation', () => {
  for (const make of [sample, codedSample]) assertGivesBack(backend.fromArrow(make(300)))
})

function assertGivesBack(frame: WasmFrame) {
  const before = { blocks: arena.blocksInUse, bytes: arena.bytesInUse }
  const allocate = arena.allocate
  for (const operation of operations) {
    let failures = 0
    for (let budget = 0; ; budget++) {
      const made: WasmFrame[] = []
      let left = budget
      arena.allocate = (byteLength) => {
        if (left-- > 0) return allocate.call(arena, byteLength)
        throw new MillraceError('MILLRACE_OUT_OF_MEMORY', `No more for this test: ${byteLength}`, { byteLength })
      }
      try {
        made.push(
          operation(frame, (one) => {
            made.push(one)
            return one
          }),
        )
        break
      } catch (error) {
        assert.is((error as MillraceError).code, 'MILLRACE_OUT_OF_MEMORY')
        failures++
      } finally {
        arena.allocate = allocate
        for (const one of made) backend.release(one)
      }
    }
    if (failures > 0) assert.ok(failures > 3)
  }
  backend.release(frame)
  assert.equal({ blocks: arena.blocksInUse, bytes: arena.bytesInUse }, before)
}

memory('refuses a join whose result cannot be held, and stays as it was', () => {
  const same = (length: number) =>
    backend.fromArrow(
      tableFromColumns({ k: columnFromValues('int32', new Array<number>(length).fill(1), 'k') }, length),
    )
  const [many, some] = [same(100_000), same(30_000)]
  const before = { blocks: arena.blocksInUse, bytes: arena.bytesInUse }
  const cases = [
    { right: many, code: 'MILLRACE_VALUE_OUT_OF_RANGE' },
    { right: backend.slice(some, 0, 20_000), code: 'MILLRACE_OUT_OF_MEMORY' },
  ]
  for (const { right, code } of cases) {
    assert.throws(
      () => backend.join(many, right, { on: ['k'] }),
      (error: unknown) => error instanceof MillraceError && error.code === code,
    )
  }
  for (const frame of [many, some, cases[1]!.right]) backend.release(frame)
  assert.equal({ blocks: arena.blocksInUse, bytes: arena.bytesInUse }, before)
})

memory('frees frames that were dropped without a release', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const before = arena.bytesInUse
  for (let round = 0; round < 20; round++) backend.sort(backend.fromArrow(sample(300)), ['at'])
  assert.ok(arena.bytesInUse > before)
  for (let wait = 0; wait < 100 && arena.bytesInUse > before; wait++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.is(arena.bytesInUse, before)
})

memory.run()
