import { assertCode } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { assertFrame, type Sample, sampleFrame } from './samples.js'

/** Point-in-time joins. */
export function asofJoinTests(test: DeclareTest): void {
  const times = { leftTime: 'at', rightTime: 'time' } as const
  const right: Sample = {
    k: ['string', ['a', 'b', 'a', 'a', null, 'b']],
    time: ['timestamp', [10n, 10n, 30n, 20n, 10n, null]],
    x: ['int32', [1, 2, 3, 4, 5, 6]],
  }

  test('asofJoin: the latest row that is not after the left one, in any order', async (backend) => {
    const left: Sample = {
      k: ['string', ['a', 'a', 'b', 'a', 'c', 'a']],
      at: ['timestamp', [30n, 9n, 99n, 29n, 99n, 10n]],
    }
    const joined = backend.asofJoin(sampleFrame(backend, left), sampleFrame(backend, right), { on: ['k'], ...times })
    await assertFrame(backend, joined, {
      ...left,
      time: ['timestamp', [30n, null, 10n, 20n, null, 10n]],
      x: ['int32', [3, null, 2, 4, null, 1]],
    })
  })

  test('asofJoin: of the right columns those that are named, the time or not', async (backend) => {
    const left: Sample = { k: ['string', ['b', 'a']], at: ['timestamp', [9n, 25n]] }
    const [one, two] = [sampleFrame(backend, left), sampleFrame(backend, right)]
    const joined = (columns: readonly string[]) => backend.asofJoin(one, two, { on: ['k'], ...times, columns })
    await assertFrame(backend, joined(['x']), { ...left, x: ['int32', [null, 4]] })
    await assertFrame(backend, joined(['x', 'time']), {
      ...left,
      x: ['int32', [null, 4]],
      time: ['timestamp', [null, 20n]],
    })
    await assertCode(() => joined(['k']), 'MILLRACE_INVALID_ARGUMENT', 'a key among the columns')
    await assertCode(() => joined(['y']), 'MILLRACE_MISSING_COLUMN', 'an unknown column')
  })

  test('asofJoin: nulls match nothing, left rows all survive in order', async (backend) => {
    const left: Sample = { at: ['timestamp', [50n, null, 50n, 50n]], k: ['string', ['a', 'a', null, 'a']] }
    const joined = backend.asofJoin(sampleFrame(backend, left), sampleFrame(backend, right), { on: ['k'], ...times })
    await assertFrame(backend, joined, {
      ...left,
      time: ['timestamp', [30n, null, null, 30n]],
      x: ['int32', [3, null, null, 3]],
    })
  })

  test('asofJoin: the ttl bounds the age inclusively; 0 sets no bound', async (backend) => {
    const left: Sample = { k: ['string', ['b', 'b', 'b']], at: ['timestamp', [14n, 15n, 16n]] }
    const [one, two] = [sampleFrame(backend, left), sampleFrame(backend, right)]
    const ages = (ttl: bigint) => backend.select(backend.asofJoin(one, two, { on: ['k'], ...times, ttl }), ['x'])
    await assertFrame(backend, ages(5n), { x: ['int32', [2, 2, null]] })
    await assertFrame(backend, ages(0n), { x: ['int32', [2, 2, 2]] })
    await assertFrame(backend, ages(1n), { x: ['int32', [null, null, null]] })
  })

  test('asofJoin: an older row does not stand in for one that is too old', async (backend) => {
    const history: Sample = { time: ['timestamp', [10n, 5n]], x: ['int32', [1, 2]] }
    const left = sampleFrame(backend, { at: ['timestamp', [20n]] })
    const joined = backend.asofJoin(left, sampleFrame(backend, history), { on: [], ...times, ttl: 9n })
    await assertFrame(backend, joined, { at: ['timestamp', [20n]], time: ['timestamp', [null]], x: ['int32', [null]] })
  })

  test('asofJoin: ages are exact over the whole of int64', async (backend) => {
    const [least, greatest] = [-(2n ** 63n), 2n ** 63n - 1n]
    const left = sampleFrame(backend, { at: ['timestamp', [greatest, least]] })
    const two = sampleFrame(backend, { time: ['timestamp', [least]], x: ['int32', [1]] })
    const join = (ttl: bigint) => backend.select(backend.asofJoin(left, two, { on: [], ...times, ttl }), ['x'])
    await assertFrame(backend, join(0n), { x: ['int32', [1, 1]] })
    await assertFrame(backend, join(greatest), { x: ['int32', [null, 1]] })
    await assertFrame(backend, join(2n ** 64n - 2n), { x: ['int32', [null, 1]] })
    await assertFrame(backend, join(2n ** 64n - 1n), { x: ['int32', [1, 1]] })
    await assertFrame(backend, join(2n ** 70n), { x: ['int32', [1, 1]] })
  })

  test('asofJoin: of equal times the greatest tie breaker, null last of all, then the last in order', async (backend) => {
    const left = sampleFrame(backend, { at: ['timestamp', [9n]] })
    const pick = async (created: readonly unknown[], expected: number) => {
      const history: Sample = {
        time: ['timestamp', created.map(() => 5n)],
        created: ['timestamp', created],
        x: ['int32', created.map((_, row) => row)],
      }
      const options = { on: [], ...times, tieBreaker: 'created' }
      const joined = backend.asofJoin(left, sampleFrame(backend, history), options)
      await assertFrame(backend, backend.select(joined, ['x']), { x: ['int32', [expected]] }, `ties of ${created}`)
    }
    await pick([1n, 3n, 2n], 1)
    await pick([3n, 3n, 2n], 1)
    await pick([null, 1n, null], 1)
    await pick([null, null], 1)
    await pick([-(2n ** 63n), null], 0)
    await pick([null, -(2n ** 63n)], 1)
  })

  test('asofJoin: without a tie breaker the last in order of equal times', async (backend) => {
    const history: Sample = { time: ['timestamp', [5n, 7n, 5n, 7n, 6n]], x: ['int32', [0, 1, 2, 3, 4]] }
    const left: Sample = { at: ['timestamp', [5n, 7n, 100n, 6n]] }
    const joined = backend.asofJoin(sampleFrame(backend, left), sampleFrame(backend, history), { on: [], ...times })
    await assertFrame(backend, backend.select(joined, ['x']), { x: ['int32', [2, 3, 3, 4]] })
  })

  test('asofJoin: several keys, and both times of one name', async (backend) => {
    const left: Sample = { a: ['int64', [1, 1]], b: ['bool', [true, false]], t: ['timestamp', [5n, 5n]] }
    const other: Sample = { b: ['bool', [true, false]], t: ['timestamp', [4n, 6n]], a: ['int64', [1, 1]] }
    const options = { on: ['a', 'b'], leftTime: 't', rightTime: 't', suffix: '_feature' }
    await assertFrame(backend, backend.asofJoin(sampleFrame(backend, left), sampleFrame(backend, other), options), {
      ...left,
      t_feature: ['timestamp', [4n, null]],
    })
  })

  test('asofJoin: either side may be empty', async (backend) => {
    const left = sampleFrame(backend, { k: ['string', ['a']], at: ['timestamp', [50n]] })
    const two = sampleFrame(backend, right)
    const options = { on: ['k'], ...times }
    await assertFrame(backend, backend.asofJoin(left, backend.slice(two, 0, 0), options), {
      k: ['string', ['a']],
      at: ['timestamp', [50n]],
      time: ['timestamp', [null]],
      x: ['int32', [null]],
    })
    await assertFrame(backend, backend.asofJoin(backend.slice(left, 0, 0), two, options), {
      k: ['string', []],
      at: ['timestamp', []],
      time: ['timestamp', []],
      x: ['int32', []],
    })
  })

  test('asofJoin: refuses wrong times, keys and ages', async (backend) => {
    const left = sampleFrame(backend, { k: ['string', ['a']], at: ['timestamp', [1n]], n: ['int64', [1]] })
    const two = sampleFrame(backend, right)
    const base = { on: ['k'], ...times }
    const join = (more: object) => () => backend.asofJoin(left, two, { ...base, ...more })
    await assertCode(() => backend.asofJoin(left, two, null as never), 'MILLRACE_INVALID_ARGUMENT', 'no options')
    await assertCode(join({ leftTime: 'n' }), 'MILLRACE_INVALID_ARGUMENT', 'a number as left time')
    await assertCode(join({ rightTime: 'x' }), 'MILLRACE_INVALID_ARGUMENT', 'a number as right time')
    await assertCode(join({ tieBreaker: 'x' }), 'MILLRACE_INVALID_ARGUMENT', 'a number as tie breaker')
    await assertCode(join({ leftTime: 'time' }), 'MILLRACE_MISSING_COLUMN', 'an unknown left time')
    await assertCode(join({ rightTime: 'at' }), 'MILLRACE_MISSING_COLUMN', 'an unknown right time')
    await assertCode(join({ on: ['n'] }), 'MILLRACE_MISSING_COLUMN', 'a key that the right side lacks')
    await assertCode(join({ ttl: -1n }), 'MILLRACE_INVALID_ARGUMENT', 'a ttl below 0')
    await assertCode(join({ ttl: 5 }), 'MILLRACE_INVALID_ARGUMENT', 'a ttl that is a number')
  })
}
