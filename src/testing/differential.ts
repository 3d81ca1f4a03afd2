import fc from 'fast-check'
import type { DataFrameBackend } from '../backends/backend.js'
import { JsBackend } from '../backends/js/js-backend.js'
import { functions } from '../expr/functions.js'
import { dataTypes } from '../types.js'
import { callsOf, expressions } from './differential/random-expressions.js'
import { columnRecipes, shapes } from './differential/random-frames.js'
import { asofJoins, chains, groupings, joins, orderings } from './differential/random-operations.js'
import {
  asofJoining,
  assertSameResult,
  chaining,
  computing,
  deduplicating,
  expressionTable,
  frameTable,
  grouping,
  joining,
  type Operation,
  sorting,
} from './differential/run-operations.js'

/** What {@link differentialSuite} needs. */
export interface DifferentialSuiteOptions {
  /** The runner's function that declares a test. */
  readonly test: (name: string, run: () => Promise<void>) => void
  /** Makes the backend that is held to the reference; called once. */
  readonly makeBackend: () => DataFrameBackend
  /** Makes the reference; default the `js` backend. */
  readonly makeReference?: () => DataFrameBackend
  /** About how many cases to run; default 10,000. */
  readonly cases?: number
  /** Where the random cases start: the same seed gives the same cases. Default: another one each time. */
  readonly seed?: number
  /** More of fast-check's parameters, such as the `path` of a failure or `endOnFailure`, which does without shrinking. */
  readonly parameters?: Omit<fc.Parameters<unknown>, 'seed' | 'numRuns'>
}

/** What was declared: print it, so that a failure can be run again. */
export interface DifferentialSuite {
  readonly seed: number
  readonly cases: number
}

/** A family of cases: its name, its share of all and what it generates. */
interface Family {
  readonly name: string
  readonly share: number
  readonly property: (backends: Backends) => fc.IAsyncProperty<unknown>
}

type Backends = readonly [DataFrameBackend, DataFrameBackend]

/**
 * Declares tests that run generated cases on a backend and on the reference and compare the results bit for bit (see
 * `compareBits`): every function by all its overloads, nested expressions, filters, joins, as-of joins, groups,
 * duplicates, sorts and chains of operations, over tables of random types, lengths, null patterns, slices and batches.
 *
 * A failing case is shrunk and printed with its seed. A skip makes no sense here: leave the suite out for a backend
 * whose `supports.bitIdentical` is false.
 *
 * @example
 * const { seed, cases } = differentialSuite({ test, makeBackend: () => new WasmBackend() })
 * console.log(`# ${cases} cases, seed ${seed}`)
 */
export function differentialSuite(options: DifferentialSuiteOptions): DifferentialSuite {
  const { test, makeBackend, makeReference = () => new JsBackend(), cases = 10_000, parameters = {} } = options
  const { seed = Math.floor(Math.random() * 2 ** 31) } = options
  const shares = families.reduce((sum, { share }) => sum + share, 0)
  const backends = [makeBackend(), makeReference()] as const
  let declared = 0
  for (const { name, share, property } of families) {
    const numRuns = Math.ceil((cases * share) / shares)
    declared += numRuns
    test(`${backends[0].name} equals ${backends[1].name}: ${name}`, () =>
      fc.assert(property(backends), { includeErrorInReport: true, ...parameters, seed, numRuns }))
  }
  return { seed, cases: declared }
}

const twoRecipes = fc.tuple(columnRecipes('edge', 'any', 'ordinary'), columnRecipes('edge', 'any', 'ordinary'))

const functionFamilies: readonly Family[] = [...functions.values()].map((definition) => ({
  name: `function ${definition.name}`,
  share: 4 + definition.overloads.length * 2,
  property: (backends) =>
    fc.asyncProperty(callsOf(definition), twoRecipes, shapes, (call, recipes, shape) =>
      assertSameResult(backends, [expressionTable([call], recipes, shape)], computing([call])),
    ),
}))

const nested = fc.array(fc.oneof(...dataTypes.map((type) => expressions[type])), { minLength: 1, maxLength: 4 })

/** A family over one generated description: its tables and what is done with them. */
function family<T>(
  name: string,
  share: number,
  cases: fc.Arbitrary<T>,
  tables: (given: T) => Parameters<typeof assertSameResult>[1],
  operation: (given: T) => Operation,
): Family {
  return {
    name,
    share,
    property: (backends) =>
      fc.asyncProperty(cases, (given) => assertSameResult(backends, tables(given), operation(given))),
  }
}

const families: readonly Family[] = [
  ...functionFamilies,
  {
    name: 'nested expressions',
    share: 250,
    property: (backends) =>
      fc.asyncProperty(nested, twoRecipes, shapes, (list, recipes, shape) =>
        assertSameResult(backends, [expressionTable(list, recipes, shape)], computing(list)),
      ),
  },
  {
    name: 'filters',
    share: 90,
    property: (backends) =>
      fc.asyncProperty(expressions.bool, twoRecipes, shapes, (condition, recipes, shape) =>
        assertSameResult(backends, [expressionTable([condition], recipes, shape)], (backend, [frame]) =>
          backend.filter(frame!, condition),
        ),
      ),
  },
  family('joins', 120, joins, ({ left, right }) => [frameTable(left), frameTable(right)], joining),
  family('as-of joins', 120, asofJoins, ({ left, right }) => [frameTable(left), frameTable(right)], asofJoining),
  family('group-bys', 120, groupings, (frame) => [frameTable(frame)], grouping),
  family('sorts', 90, orderings, (frame) => [frameTable(frame)], sorting),
  family('duplicates', 90, orderings, (frame) => [frameTable(frame)], deduplicating),
  family(
    'chains of operations',
    120,
    chains,
    (frame) => [frameTable(frame)],
    ({ steps }) => chaining(steps),
  ),
]
