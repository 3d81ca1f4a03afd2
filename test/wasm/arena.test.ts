import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MillraceError } from '../../src/errors.js'
import { Arena, type Block, blockAlignment, blockPadding } from '../../src/wasm/arena.js'

function smallArena(maximum = 2000): Arena {
  return new Arena({ memory: new WebAssembly.Memory({ initial: 1, maximum }), base: 1000 })
}

function code(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof MillraceError) return error.code
    throw error
  }
  return 'no error'
}

test('aligns blocks above the base and pads them', () => {
  const arena = smallArena()
  const first = arena.allocate(1)
  const second = arena.allocate(100)
  assert.ok(first.offset >= 1000)
  for (const block of [first, second]) assert.is(block.offset % blockAlignment, 0)
  assert.ok(second.offset >= first.offset + 1 + blockPadding)
})

test('a shared block stays until its last holder gives it back', () => {
  const arena = smallArena()
  const block = arena.allocateCopy(Uint8Array.of(1, 2, 3))
  assert.is(arena.share(block), block)
  arena.share(block)
  for (let holder = 0; holder < 3; holder++) {
    assert.equal([...arena.u8(block)], [1, 2, 3])
    assert.equal([arena.blocksInUse, arena.bytesInUse], [1, 3])
    arena.free(block)
  }
  assert.equal([arena.blocksInUse, arena.bytesInUse], [0, 0])
  for (const use of [() => arena.u8(block), () => arena.share(block), () => arena.free(block)]) {
    assert.is(code(use), 'MILLRACE_INVALID_FRAME')
  }
})

test('random allocations never overlap, keep their bytes across growth, and leave nothing behind', () => {
  const sizes = fc.oneof(fc.nat(200), fc.nat(70_000), fc.nat(3_000_000))
  const steps = fc.array(fc.record({ size: sizes, freeFirst: fc.boolean(), pick: fc.nat() }), { maxLength: 60 })
  fc.assert(
    fc.property(steps, (sequence) => {
      const arena = smallArena()
      const live: { block: Block; mark: number }[] = []
      const release = (index: number) => {
        const { block, mark } = live.splice(index, 1)[0]!
        const view = arena.u8(block)
        assert.ok(view.length === 0 || (view[0] === mark && view[view.length - 1] === mark))
        arena.free(block)
      }
      for (const [i, { size, freeFirst, pick }] of sequence.entries()) {
        if (freeFirst && live.length > 0) release(pick % live.length)
        const block = arena.allocate(size)
        const mark = i % 256
        arena.u8(block).fill(mark)
        for (const other of live) {
          const apart =
            other.block.offset + other.block.byteLength + blockPadding <= block.offset ||
            block.offset + size + blockPadding <= other.block.offset
          assert.ok(apart)
        }
        assert.ok(block.offset + size + blockPadding <= arena.memory.buffer.byteLength)
        live.push({ block, mark })
      }
      assert.is(arena.blocksInUse, live.length)
      while (live.length > 0) release(live.length - 1)
      assert.is(arena.bytesInUse, 0)
      assert.is(arena.blocksInUse, 0)
    }),
    { numRuns: 150 },
  )
})

test('recycles the slab that was freed last', () => {
  const arena = smallArena()
  const { offset } = arena.allocate(10_000)
  const second = arena.allocate(10_000)
  arena.free(second)
  assert.is.not(second.offset, offset)
  assert.is(arena.allocate(9_900).offset, second.offset)
})

test('merges freed neighbours before it gives up', () => {
  const arena = smallArena(20)
  const pieces = Array.from({ length: 100 }, () => arena.allocate(10_000))
  for (const piece of pieces) arena.free(piece)
  assert.is(
    code(() => arena.free(arena.allocate(1_000_000))),
    'no error',
  )
  assert.ok(arena.memory.buffer.byteLength <= 20 * 65536)
})

test('truncates in place, and hands the rest out again', () => {
  const arena = smallArena(20)
  const block = arena.allocateCopy(new Uint8Array(900_000).fill(5))
  const kept = arena.truncate(block, 1000)
  assert.is(kept.offset, block.offset)
  assert.equal([...new Set(arena.u8(kept))], [5])
  assert.is(arena.bytesInUse, 1000)
  assert.is(
    code(() => arena.u8(block)),
    'MILLRACE_INVALID_FRAME',
  )
  assert.is(
    code(() => arena.truncate(kept, 2000)),
    'MILLRACE_INVALID_ARGUMENT',
  )
  const rest = arena.allocate(700_000)
  assert.ok(rest.offset >= kept.offset + 1000 + blockPadding)
  arena.free(rest)
  arena.free(kept)
  assert.is(arena.bytesInUse, 0)
  arena.free(arena.allocate(900_000))
})

test('reports exhaustion with a typed error and loses nothing', () => {
  const arena = smallArena(20)
  const kept = arena.allocate(500_000)
  arena.u8(kept).fill(7)
  assert.is(
    code(() => arena.allocate(2_000_000)),
    'MILLRACE_OUT_OF_MEMORY',
  )
  assert.is(
    code(() => arena.allocate(2 ** 33)),
    'MILLRACE_OUT_OF_MEMORY',
  )
  assert.is(arena.bytesInUse, 500_000)
  assert.is(arena.u8(kept)[499_999], 7)
  arena.free(arena.allocate(500_000))
})

test('copies have the bytes of their sources, of whatever kind, length and place in a buffer', () => {
  const arena = smallArena()
  // Among the floats are NaNs that signal.
  const bits = BigUint64Array.from({ length: 40 }, (_, at) => 0x7ff0_0001_7f80_0001n + BigInt(at) * 0x0100_0193n)
  const kinds = [
    Uint8Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ] as const
  for (const length of [0, 1, 3, 39]) {
    for (const Kind of kinds) {
      const part = new Kind(bits.buffer, 8, length)
      const bytes = new Uint8Array(bits.buffer, 8, part.byteLength)
      for (const source of [part, part.slice(), new DataView(bits.buffer, 8, part.byteLength)]) {
        const block = arena.allocateCopy(source)
        assert.equal(arena.u8(block), bytes, `${source.constructor.name} of ${length}`)
        arena.free(block)
      }
    }
  }
})

test('views made after growth see the values, and freed handles are refused', () => {
  const arena = smallArena()
  const block = arena.allocateCopy(new Float64Array([1.5, -0, Number.NaN]))
  const stale = arena.f64(block)
  arena.allocate(40_000_000)
  assert.is(stale.length, 0)
  assert.equal([...arena.f64(block)], [1.5, -0, Number.NaN])
  assert.is(arena.i32(block).length, 6)
  assert.is(arena.u32(block).length, 6)
  assert.is(arena.f32(block).length, 6)
  assert.is(arena.i64(block)[0], 0x3ff8000000000000n)
  arena.free(block)
  assert.is(
    code(() => arena.f64(block)),
    'MILLRACE_INVALID_FRAME',
  )
  assert.is(
    code(() => arena.free(block)),
    'MILLRACE_INVALID_FRAME',
  )
  assert.is(
    code(() => arena.allocate(-1)),
    'MILLRACE_INVALID_ARGUMENT',
  )
})

test.run()
