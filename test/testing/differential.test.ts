import type { Table } from 'apache-arrow'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Aggregation, CompleteAsofJoinOptions, JoinOptions, SortKey } from '../../src/backends/backend.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import type { JsFrame } from '../../src/backends/js/js-frame.js'
import type { TypedExpr } from '../../src/expr/ir.js'
import { differentialSuite } from '../../src/testing/differential.js'

class NullsAlwaysLast extends JsBackend {
  protected override _sort(frame: JsFrame, by: readonly Required<SortKey>[]): JsFrame {
    const changed = by.map((key) => ({ ...key, nulls: 'last' as const }))
    return super._sort(frame, changed)
  }
}

class InnerForLeft extends JsBackend {
  protected override _join(left: JsFrame, right: JsFrame, options: Required<JoinOptions>): JsFrame {
    return super._join(left, right, { ...options, how: 'inner' })
  }
}

class LongerTtl extends JsBackend {
  protected override _asofJoin(left: JsFrame, right: JsFrame, options: CompleteAsofJoinOptions): JsFrame {
    return super._asofJoin(left, right, { ...options, ttl: options.ttl && options.ttl + 1n })
  }
}

class NoTieBreaker extends JsBackend {
  protected override _asofJoin(
    left: JsFrame,
    right: JsFrame,
    { tieBreaker: _, ...options }: CompleteAsofJoinOptions,
  ): JsFrame {
    return super._asofJoin(left, right, options)
  }
}

class FirstForLast extends JsBackend {
  protected override _groupbyAgg(
    frame: JsFrame,
    keys: readonly string[],
    aggregations: ReadonlyMap<string, Aggregation>,
  ): JsFrame {
    const changed = new Map<string, Aggregation>()
    for (const [name, entry] of aggregations) changed.set(name, entry.fn === 'last' ? { ...entry, fn: 'first' } : entry)
    return super._groupbyAgg(frame, keys, changed)
  }
}

class OneColumnOrder extends JsBackend {
  protected override _dropDuplicates(frame: JsFrame, keys: readonly string[], orderBy: readonly string[]): JsFrame {
    return super._dropDuplicates(frame, keys, orderBy.slice(0, 1))
  }
}

/** Computes neg(x) as 0 - x, which has no -0. */
class NoNegativeZero extends JsBackend {
  protected override _withColumns(frame: JsFrame, expressions: ReadonlyMap<string, TypedExpr>): JsFrame {
    const changed = new Map<string, TypedExpr>()
    for (const [name, expression] of expressions) changed.set(name, subtracted(expression))
    return super._withColumns(frame, changed)
  }
}

function subtracted(expression: TypedExpr): TypedExpr {
  if (expression.kind !== 'call' || expression.fn !== 'neg') return expression
  const { args, type } = expression
  const zero: TypedExpr = { kind: 'literal', type, value: type === 'int64' ? 0n : 0 }
  return { kind: 'call', fn: 'sub', args: [zero, ...args], type }
}

class TwoFramesAtMost extends JsBackend {
  protected override _concat(frames: readonly JsFrame[]): JsFrame {
    return super._concat(frames.slice(0, 2))
  }
}

class LosesARowOf1025 extends JsBackend {
  override fromArrow(table: Table): JsFrame {
    return super.fromArrow(table.numRows === 1025 ? table.slice(0, 1024) : table)
  }
}

/** Backends with one small fault each, and the family of cases that has to find it. */
const faults: readonly (readonly [family: string, backend: new () => JsBackend])[] = [
  ['sorts', NullsAlwaysLast],
  ['joins', InnerForLeft],
  ['as-of joins', LongerTtl],
  ['as-of joins', NoTieBreaker],
  ['group-bys', FirstForLast],
  ['duplicates', OneColumnOrder],
  ['function neg', NoNegativeZero],
  ['chains of operations', TwoFramesAtMost],
  ['filters', LosesARowOf1025],
]

function declared(makeBackend: () => JsBackend, seed: number): Map<string, () => Promise<void>> {
  const tests = new Map<string, () => Promise<void>>()
  const parameters = { endOnFailure: true }
  differentialSuite({ test: (name, run) => tests.set(name, run), makeBackend, seed, parameters })
  return tests
}

for (const [family, Faulty] of faults) {
  test(`${family} find ${Faulty.name}`, async () => {
    const run = declared(() => new Faulty(), 1).get(`js equals js: ${family}`)!
    let failure = 'nothing was found'
    try {
      await run()
    } catch (error) {
      failure = String(error)
    }
    assert.match(failure, /js and js differ/)
    assert.match(failure, /seed: 1/)
  })
}

test('a backend equals itself, and the same seed gives the same cases', async () => {
  const lengths: number[][] = [[], []]
  class Recording extends JsBackend {
    constructor(readonly run: number) {
      super()
    }
    override fromArrow(table: Table): JsFrame {
      lengths[this.run]!.push(table.numRows)
      return super.fromArrow(table)
    }
  }
  for (const run of [0, 1]) await declared(() => new Recording(run), 7).get('js equals js: function lower')!()
  assert.ok(lengths[0]!.length > 20)
  assert.equal(lengths[0], lengths[1])
})

test('the cases add up', () => {
  const { cases } = differentialSuite({ test: () => {}, makeBackend: () => new JsBackend(), cases: 10_000 })
  assert.ok(cases >= 10_000 && cases < 10_200)
})

test.run()
