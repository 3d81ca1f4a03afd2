import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Definition } from '../../src/definitions/definition.js'
import { OnDemandFeatureView } from '../../src/definitions/on-demand-feature-view.js'
import { RequestSource } from '../../src/definitions/request-source.js'
import type { ArrowTransformation, RowsTransformation } from '../../src/definitions/transformation.js'
import { MillraceError } from '../../src/errors.js'
import { applyDefinitions } from '../../src/registry/apply-definitions.js'
import { decodeRegistry, encodeRegistry } from '../../src/registry/codec.js'
import { recordMaterialization } from '../../src/registry/record-materialization.js'
import { buildRegistry, emptyRegistryData, type RegistryState } from '../../src/registry/registry.js'
import { TransformCode } from '../../src/registry/transform-code.js'
import { driver, stats, trip, zones } from '../definitions/fixtures.js'
import { rejects } from '../definitions/rejects.js'
import { arbitraryDefinitions } from './arbitrary-definitions.js'

const empty = buildRegistry(emptyRegistryData('demo'), new TransformCode())
const bytesOf = (data: unknown) => new TextEncoder().encode(JSON.stringify(data))
const dataOf = (state: RegistryState) => JSON.parse(new TextDecoder().decode(encodeRegistry(state)))
const transformOf = (state: RegistryState, view: string) =>
  state.featureViews.get(view)!.transformation as RowsTransformation | ArrowTransformation

const score = new OnDemandFeatureView({
  name: 'score',
  sources: [stats.withName('recent'), trip],
  transform: { score: 'recent__conv_rate * distance_km', cost: 'tolls + trips' },
})

function registered(...definitions: readonly Definition[]): RegistryState {
  return applyDefinitions(empty, definitions).state
}

test('what is written is read as the same definitions, of the same classes', () => {
  fc.assert(
    fc.property(arbitraryDefinitions, (definitions) => {
      const { state } = applyDefinitions(empty, definitions)
      const decoded = decodeRegistry(encodeRegistry(state), new TransformCode(definitions))
      for (const part of ['entities', 'dataSources', 'featureViews', 'featureServices'] as const) {
        assert.ok(isDeepStrictEqual(decoded[part], state[part]), part)
      }
      for (const definition of definitions) {
        const found = [decoded.entities, decoded.featureViews, decoded.featureServices].map((part) =>
          part.get(definition.name),
        )
        assert.ok(
          found.some((each) => isDeepStrictEqual(each, definition)),
          `${definition.constructor.name} ${definition.name}`,
        )
      }
      const { diff } = applyDefinitions(decoded, definitions)
      assert.equal([diff.added, diff.changed], [[], []])
    }),
    { numRuns: 300 },
  )
})

test('views of a decoded registry refer to its own views, each of which is one', () => {
  const decoded = decodeRegistry(encodeRegistry(registered(stats, score, zones)))
  const view = decoded.featureViews.get('score')
  assert.instance(view, OnDemandFeatureView)
  assert.is(view?.sourceViews[0]?.schema, decoded.featureViews.get('stats')?.schema)
  assert.is(view?.sourceViews[0]?.resultName, 'recent')
  assert.is((view as OnDemandFeatureView).requestSources[0], decoded.dataSources.get('trip'))
  assert.is(decoded.featureViews.get('stats')?.entities[0], decoded.entities.get('driver'))
})

test('the order in the file does not matter', () => {
  const data = dataOf(registered(stats, score))
  data.featureViews.reverse()
  data.dataSources.reverse()
  assert.equal([...decodeRegistry(bytesOf(data)).featureViews.keys()].sort(), ['score', 'stats'])
})

test('every default survives, and every number', () => {
  const schema = {
    nan: { type: 'float64', default: Number.NaN },
    minus: { type: 'float64', default: -0 },
    large: { type: 'int64', default: 2n ** 63n - 1n },
    bytes: { type: 'bytes', default: new Uint8Array([0, 255]) },
    none: { type: 'string', default: null },
  } as const
  const request = new RequestSource({ name: 'r', schema }) as RequestSource
  const decoded = decodeRegistry(encodeRegistry(registered(request))).dataSources.get('r') as RequestSource
  assert.ok(Object.is(decoded.defaults.get('minus'), -0))
  assert.ok(isDeepStrictEqual(decoded.defaults, request.defaults))
})

test('code is stored as a fingerprint, and its text nowhere', () => {
  const definitions = [
    new OnDemandFeatureView({
      name: 'rows',
      mode: 'rows',
      sources: [stats],
      schema: { out: 'int64' },
      transform: (row) => ({ out: (row.trips ?? 0n) + BigInt('987654321'.length) }),
    }),
    new OnDemandFeatureView({
      name: 'arrow',
      mode: 'arrow',
      sources: [stats],
      schema: { trips: 'int64' },
      transform: (table) => (table.numRows === 987654321 ? table : table.select(['trips'])),
    }),
  ]
  const bytes = encodeRegistry(registered(...definitions))
  assert.not.match(new TextDecoder().decode(bytes), /987654321|=>|BigInt|function/)
  const without = decodeRegistry(bytes)
  const withCode = decodeRegistry(bytes, new TransformCode(definitions))
  for (const { name, transformation } of definitions) {
    assert.is(without.featureViews.get(name)?.transformation?.mode, transformation.mode)
    assert.is(transformOf(without, name).fn, null)
    assert.equal(withCode.featureViews.get(name)?.transformation, transformation)
  }
})

test('a function is attached only to the code it was applied as', () => {
  const of = (transform: (row: { trips: bigint | null }) => { out: bigint | null }) =>
    new OnDemandFeatureView({ name: 'rows', mode: 'rows', sources: [stats], schema: { out: 'int64' }, transform })
  const bytes = encodeRegistry(registered(of((row) => ({ out: row.trips }))))
  const changed = decodeRegistry(bytes, new TransformCode([of((row) => ({ out: row.trips && row.trips + 1n }))]))
  assert.is(transformOf(changed, 'rows').fn, null)
})

test('text in a registry is never evaluated', () => {
  const code = 'globalThis.evaluated = true; (() => { globalThis.evaluated = true })()'
  const data = dataOf(registered(stats, score))
  data.entities[0].description = code
  data.featureViews[0].tags = { [code]: code }
  data.featureViews[1].transformation = { mode: 'rows', fingerprint: code }
  assert.is(transformOf(decodeRegistry(bytesOf(data)), 'score').fingerprint, code)
  data.featureViews[1].transformation = { mode: 'expr', outputs: [{ name: 'score', expression: code }] }
  rejects('MILLRACE_REGISTRY_CORRUPT', () => decodeRegistry(bytesOf(data)))
  assert.is((globalThis as { evaluated?: unknown }).evaluated, undefined)
})

test('what is no registry is corrupt, and says where', () => {
  const data = dataOf(registered(stats, score))
  const changed = (change: (copy: typeof data) => void) => () => {
    const copy = structuredClone(data)
    change(copy)
    return decodeRegistry(bytesOf(copy))
  }
  const corrupt = (change: (copy: typeof data) => void, ...patterns: readonly RegExp[]) =>
    rejects('MILLRACE_REGISTRY_CORRUPT', changed(change), ...patterns)
  for (const text of ['', '{', 'null', '[]', '"x"', '{}', '{"format":"1"}', '{"format":-1}', '{"format":1}']) {
    rejects('MILLRACE_REGISTRY_CORRUPT', () => decodeRegistry(new TextEncoder().encode(text)), /restore the file/)
  }
  rejects('MILLRACE_REGISTRY_CORRUPT', () => decodeRegistry(new Uint8Array([0xff, 0xfe])), /UTF-8/)
  corrupt(
    (copy) => {
      copy.format = 2
    },
    /newer/,
    /upgrade/,
    /2/,
  )
  corrupt((copy) => {
    copy.extra = 1
  }, /extra/)
  corrupt((copy) => {
    copy.version = -1
  }, /version/)
  corrupt((copy) => {
    copy.entities[0].type = 'float64'
  }, /float64/)
  corrupt(
    (copy) => {
      copy.entities.push(copy.entities[0])
    },
    /entities\[1\]/,
    /driver/,
  )
  corrupt((copy) => {
    copy.entities[0].name = '../x'
  }, /\.\.\/x/)
  corrupt((copy) => {
    copy.dataSources[0].kind = 'kafka'
  }, /kafka/)
  corrupt((copy) => {
    copy.featureViews[0].kind = undefined
  }, /kind/)
  corrupt((copy) => {
    copy.featureViews[0].ttl = 5
  }, /ttl/)
  corrupt((copy) => {
    copy.featureViews[0].ttl = '99999999999999999999'
  }, /ttl/)
  corrupt((copy) => {
    copy.featureViews[0].source = 'nope'
  }, /nope/)
  corrupt((copy) => {
    copy.featureViews[0].source = 'trip'
  }, /request source/)
  corrupt((copy) => {
    copy.featureViews[0].entities = ['nope']
  }, /nope/)
  corrupt((copy) => {
    copy.featureViews[1].sources[0].view = 'nope'
  }, /nope/)
  corrupt((copy) => {
    copy.featureViews[1].sources[0].features = ['nope']
  }, /nope/)
  corrupt((copy) => {
    copy.featureViews[1].sources[1] = { request: 'stats_push' }
  }, /request source/)
  corrupt((copy) => {
    copy.featureViews[1].schema[0].type = 'int64'
  }, /int64/)
  corrupt((copy) => {
    copy.featureViews[1].transformation.mode = 'python'
  }, /python/)
  corrupt((copy) => {
    copy.featureViews[1].transformation = { mode: 'assemblyscript', module: '*', functions: [] }
  }, /base64/)
  corrupt((copy) => {
    copy.materializations = [{ view: 'stats', intervals: [['5', '4']] }]
  }, /window/)
})

test('views in a circle are named as such', () => {
  const data = dataOf(registered(stats, score))
  const [stored, computed] = data.featureViews
  data.featureViews = [
    stored,
    { ...computed, sources: [{ ...computed.sources[0], view: 'other' }, computed.sources[1]] },
  ]
  data.featureViews.push({ ...computed, name: 'other', sources: [{ ...computed.sources[0], view: 'score' }] })
  const error = rejects('MILLRACE_CYCLE', () => decodeRegistry(bytesOf(data)), /score -> other -> score/)
  assert.equal(error.values.path, ['score', 'other', 'score'])
})

test('damage anywhere gives a registry or a typed error, never another', () => {
  const state = recordMaterialization(registered(stats, score, zones, driver), 'stats', { start: 0n, end: 9n })
  const whole = dataOf(state)
  const paths = allPaths(whole)
  const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('__proto__', '1', -1, 1e308, '{}', undefined))
  let read = 0
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), junk), { minLength: 1, maxLength: 3 }), (changes) => {
      const data = structuredClone(whole)
      for (const [path, value] of changes) replaceAt(data, path, value)
      try {
        decodeRegistry(bytesOf(data))
        read++
      } catch (error) {
        assert.instance(error, MillraceError)
        assert.match((error as MillraceError).code, /^MILLRACE_(REGISTRY_CORRUPT|CYCLE)$/)
        assert.not.instance((error as MillraceError).cause, TypeError, String((error as MillraceError).cause))
      }
    }),
    { numRuns: 3000 },
  )
  assert.ok(read > 0, 'some changes, such as of a description, leave a registry')
})

test('a file cut off anywhere is corrupt', () => {
  const bytes = encodeRegistry(registered(stats, score))
  for (let length = 0; length < bytes.length - 2; length += 7) {
    rejects('MILLRACE_REGISTRY_CORRUPT', () => decodeRegistry(bytes.subarray(0, length)))
  }
})

test('nesting without end is corrupt', () => {
  const deep = `${'{"call":"not","args":['.repeat(50_000)}1${']}'.repeat(50_000)}`
  const data = JSON.stringify(dataOf(registered(stats, score))).replace(
    /"expression":\{/,
    `"expression":{"deep":${deep},`,
  )
  rejects('MILLRACE_REGISTRY_CORRUPT', () => decodeRegistry(new TextEncoder().encode(data)))
  const nested = JSON.stringify(dataOf(registered(stats, score))).replace(/"expr":\{[^}]*\}/, () => `"expr":${deep}`)
  rejects('MILLRACE_REGISTRY_CORRUPT', () => decodeRegistry(new TextEncoder().encode(nested)))
})

type Path = readonly (string | number)[]

function allPaths(data: unknown, path: Path = []): readonly Path[] {
  if (typeof data !== 'object' || data === null) return [path]
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(data)
    ? [...data.entries()]
    : Object.entries(data)
  const below = entries.flatMap(([key, value]) => allPaths(value, [...path, key]))
  return path.length === 0 ? below : [path, ...below]
}

/** Puts `value` at a path, if an earlier change has left one there; undefined removes what is there. */
function replaceAt(data: unknown, path: Path, value: unknown): void {
  const [key, ...rest] = path
  if (typeof data !== 'object' || data === null) return
  const container = data as Record<string | number, unknown>
  if (rest.length > 0) replaceAt(container[key!], rest, value)
  else if (value === undefined && !Array.isArray(data)) delete container[key!]
  else container[key!] = value
}

test.run()
