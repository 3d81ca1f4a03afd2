import type { DataFrameBackend } from '../../backends/backend.js'
import type { FunctionDefinition } from '../../expr/function-definition.js'
import { functions } from '../../expr/functions.js'
import { inferType } from '../../expr/infer.js'
import type { Expr, TypedExpr } from '../../expr/ir.js'
import type { DataType, Value } from '../../types.js'
import { assertCode, assertSame, show } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { edgeValues } from './edge-values.js'
import { type ExpressionCase, expressionCases } from './expression-cases.js'
import { assertFrame, expr, readSample, type Sample, sampleFrame, sampleTable } from './samples.js'

/** One more than a bitmap word, so that a repeated row meets a tail. */
const rows = 65

/** Every function by its example and cases, and how nulls pass through each. */
export function expressionTests(test: DeclareTest): void {
  for (const [name, definition] of functions) {
    const cases: readonly ExpressionCase[] = [
      [definition.example.text, definition.example.value],
      ...(expressionCases[name] ?? []),
    ]
    test(`function ${name}: ${cases.length} cases over constants and columns`, async (backend) => {
      if (backend.supports.missingFunctions.includes(name)) return assertMissing(backend, definition)
      assertSame(name in expressionCases, true, `there are cases for ${name}`)
      for (const [text, value] of cases) await assertCase(backend, text, value)
    })

    if (definition.nulls === 'own') continue
    test(`function ${name}: null where any argument is null`, async (backend) => {
      if (backend.supports.missingFunctions.includes(name)) return assertMissing(backend, definition)
      for (const { args } of definition.overloads) await assertNullPropagates(backend, definition, args)
    })
  }

  test('expressions: a shared part, a deep one and a wide one', async (backend) => {
    const column: Expr = { kind: 'column', name: 'x' }
    const add = (left: Expr, right: Expr): Expr => ({ kind: 'call', fn: 'add', args: [left, right] })
    let shared: Expr = column
    for (let level = 0; level < 12; level++) shared = add(shared, shared)
    let deep: Expr = column
    for (let level = 0; level < 500; level++) deep = add(deep, { kind: 'literal', type: null, value: 1 })
    const frame = sampleFrame(backend, { x: ['int64', [1, null, -5]] })
    const wide = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`y${index}`, expr(`x * 3 + ${index}`)]))
    const result = await readSample(backend, backend.withColumns(frame, { shared, deep, ...wide }))
    assertSame(result.shared, ['int64', [4096n, null, -20480n]], 'shared')
    assertSame(result.deep, ['int64', [501n, null, 495n]], 'deep')
    assertSame(result.y199, ['int64', [202n, null, 184n]], 'wide')
  })

  test('expressions: every argument alive at once', async (backend) => {
    // A balanced tree of products needs as many values at once as it is high.
    const tree = (height: number, from: number): string =>
      height === 0 ? `(x + ${from})` : `(${tree(height - 1, from)} * ${tree(height - 1, from + 2 ** (height - 1))})`
    const frame = sampleFrame(backend, { x: ['float64', [0, 1, null]] })
    const product = (x: number) => Array.from({ length: 32 }, (_, index) => BigInt(x + index))
    const exact = (x: number) => Number(product(x).reduce((a, b) => a * b, 1n))
    const result = await readSample(backend, backend.withColumns(frame, { y: expr(`${tree(5, 0)} > ${exact(1) / 2}`) }))
    assertSame(result.y, ['bool', [false, true, null]], 'the product')
  })

  test('expressions: text results of any size', async (backend) => {
    const texts = Array.from({ length: 1500 }, (_, row) => (row % 7 === 3 ? null : 'é'.repeat(row % 97)))
    const frame = sampleFrame(backend, { s: ['string', texts], n: ['int64', texts.map((_, row) => row * 1_000_003)] })
    const result = await readSample(
      backend,
      backend.withColumns(frame, {
        twice: expr("concat(s, '-', s, '-', s)"),
        upper: expr('upper(s)'),
        longer: expr("replace(s, 'é', '12345678')"),
        number: expr('cast(n as string)'),
      }),
    )
    const known = (give: (text: string) => string) => texts.map((text) => (text === null ? null : give(text)))
    assertSame(result.twice, ['string', known((text) => `${text}-${text}-${text}`)], 'concat')
    assertSame(result.upper, ['string', known((text) => text.replaceAll('é', 'É'))], 'upper')
    assertSame(result.longer, ['string', known((text) => text.replaceAll('é', '12345678'))], 'replace')
    assertSame(result.number, ['string', texts.map((_, row) => String(row * 1_000_003))], 'cast')
  })

  test('expressions: types that do not fit are refused before any work', async (backend) => {
    const frame = sampleFrame(backend, { x: ['int64', [1]], s: ['string', ['a']], l: ['array<int32>', [[1]]] })
    for (const text of [
      'x + s',
      'not x',
      'l = l',
      's and true',
      'lower(x)',
      "date_trunc('week', cast(x as timestamp))",
    ]) {
      await assertCode(() => backend.withColumns(frame, { y: expr(text) }), 'MILLRACE_EXPRESSION_TYPE', text)
    }
  })
}

async function assertMissing(backend: DataFrameBackend, { name, example }: FunctionDefinition): Promise<void> {
  const frame = backend.fromArrow(sampleTable({}, 1))
  await assertCode(() => backend.withColumns(frame, { y: expr(example.text) }), 'MILLRACE_BACKEND_UNSUPPORTED', name)
}

/** Evaluates an expression as it is written, and with a column in the place of each literal. */
async function assertCase(backend: DataFrameBackend, text: string, value: Value): Promise<void> {
  const typed = inferType(expr(text), {})
  const constants = backend.withColumns(backend.fromArrow(sampleTable({}, rows)), { y: typed })
  await assertEveryRow(backend, constants, typed.type, value, `${text} over constants`)
  const sample: Record<string, Sample[string]> = {}
  const read = literalsToColumns(typed, sample)
  const columns = backend.withColumns(backend.fromArrow(sampleTable(sample, rows)), { y: read })
  await assertEveryRow(backend, columns, typed.type, value, `${text} over columns`)
}

async function assertEveryRow(backend: DataFrameBackend, frame: object, type: DataType, value: Value, what: string) {
  const [found, values] = (await readSample(backend, frame)).y!
  const wrong = values.findIndex((given) => show(given) !== show(value))
  assertSame([found, wrong < 0 ? value : values[wrong]], [type, value], `${what}, row ${wrong}`)
  assertSame(values.length, rows, `rows of ${what}`)
}

function literalsToColumns(node: TypedExpr, sample: Record<string, Sample[string]>): TypedExpr {
  if (node.kind === 'column') return node
  if (node.kind === 'literal') {
    const name = `c${Object.keys(sample).length}`
    sample[name] = [node.type, Array(rows).fill(node.value)]
    return { kind: 'column', name, type: node.type }
  }
  const constants = functions.get(node.fn)?.constants ?? []
  const args = node.args.map((arg, index) => (constants.includes(index) ? arg : literalsToColumns(arg, sample)))
  return { ...node, args }
}

/** Literals that constant arguments may be. */
const constantValues: Readonly<Record<string, Value>> = { bucketize: [0, 10], hash_bucket: 10n, date_trunc: 'hour' }

async function assertNullPropagates(
  backend: DataFrameBackend,
  { name, constants = [], overloads }: FunctionDefinition,
  types: readonly DataType[],
): Promise<void> {
  const sample: Record<string, Sample[string]> = {}
  const args: Expr[] = types.map((type, index) => {
    if (constants.includes(index)) return { kind: 'literal', type, value: constantValues[name]! }
    // Row n has its null in argument n.
    const values = Array.from({ length: types.length }, (_, row) => (row === index ? null : edgeValues[type][1]))
    sample[`a${index}`] = [type, values]
    return { kind: 'column', name: `a${index}` }
  })
  for (const { args: accepted, result } of overloads) {
    if (accepted !== types) continue
    const call: Expr = { kind: 'call', fn: name, args, ...(name === 'cast' && { type: result }) }
    const frame = backend.withColumns(sampleFrame(backend, sample), { y: call })
    const [, values] = (await readSample(backend, frame)).y!
    const expected = values.map((value, row) => (constants.includes(row) ? value : null))
    await assertFrame(backend, backend.select(frame, ['y']), { y: [result, expected] }, `${name}(${types.join(', ')})`)
  }
}
