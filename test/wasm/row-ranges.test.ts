import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rowRanges } from '../../src/wasm/row-ranges.js'
import { boardThreads } from '../../src/wasm/task-board.js'

test('ranges hold every row once, begin at multiples, and are no more than threads can take at once', () => {
  for (const threads of [2, 3, 16, 64, 1_000_000]) {
    for (const rows of [1, 63, 64, 65, 4097, 1_000_000]) {
      for (const multiple of [64, 100, 4096]) {
        const ranges = rowRanges({ threads, parallelRows: 1 }, rows, multiple)
        let end = 0
        for (const { start, length } of ranges) {
          assert.is(start, end)
          assert.is(start % multiple, 0)
          assert.ok(length > 0)
          end = start + length
        }
        assert.is(end, rows)
        assert.ok(ranges.length <= Math.min(4 * threads, boardThreads + 1), `${ranges.length} of ${threads} threads`)
      }
    }
  }
})

test('too few rows to share are one range, and so are none', () => {
  assert.equal(rowRanges({ threads: 8, parallelRows: 1000 }, 999, 64), [{ start: 0, length: 999 }])
  assert.equal(rowRanges({ threads: 1, parallelRows: 1 }, 1_000_000, 64), [{ start: 0, length: 1_000_000 }])
  assert.equal(rowRanges({ threads: 8, parallelRows: 1 }, 0, 64), [{ start: 0, length: 0 }])
})

test('nobody is asked for the number of threads where there are too few rows to share', () => {
  const asked = {
    parallelRows: 1000,
    get threads(): number {
      throw new Error('asked')
    },
  }
  assert.is(rowRanges(asked, 999, 64).length, 1)
  assert.throws(() => rowRanges(asked, 1000, 64), /asked/)
})

test.run()
