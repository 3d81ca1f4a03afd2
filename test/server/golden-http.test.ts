import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FeatureStore, MemoryOnlineStore, MemoryRegistryStore } from '../../src/index.js'
import { createServer } from '../../src/server/create-server.js'
import { ParquetDatasetStore } from '../../src/stores/offline/parquet-dataset-store.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { goldenDefinitions } from './golden-definitions.js'
import { knownDifferences } from './golden-differences.js'

/** Answers of Feast 0.66, captured, and the data they were given on. */
const captured = resolve('../shared/feast/golden')
const golden = suite('golden http')

/** After every event and push of the captures, and within a day of them. */
const now = new Date('2024-01-01T18:00:00Z')

/** Paths of Feast that this server does not have. */
const otherPaths = ['/search', '/v1/vector_stores', '/chat']

interface Pair {
  readonly label: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly request: Readonly<Record<string, unknown>> | null
  readonly status: number
  readonly response: unknown
}

interface Answer {
  readonly results: readonly Readonly<Record<string, readonly unknown[]>>[]
  readonly metadata: { readonly feature_names: readonly string[] }
}

async function openGolden() {
  const store = await FeatureStore.open({
    project: 'golden',
    registry: new MemoryRegistryStore(),
    onlineStore: new MemoryOnlineStore(),
    offlineStore: new ParquetDatasetStore(temporaryFolder()),
    resolvePath: (path) => resolve(captured, 'data', path),
    definitions: goldenDefinitions,
    clock: () => now,
    onWarning: () => {},
  })
  await store.apply()
  await store.materialize({ start: new Date('2024-01-01'), end: now })
  return createServer(store)
}

/** The columns of an answer, by name. */
function columnsOf({ results, metadata }: Answer) {
  return new Map(metadata.feature_names.map((name, index) => [name, results[index]!]))
}

/** The class of an error in Feast's form, or the kind of another. */
function errorKind(response: unknown): string {
  if (typeof response !== 'string') return JSON.stringify(response)
  try {
    const inner: { class?: string } | string = JSON.parse(response)
    return typeof inner === 'string' ? 'a message' : inner.class!
  } catch {
    return 'a message'
  }
}

/** Everything in which our answer differs from Feast's, whatever the order of its columns. */
function differences(pair: Pair, status: number, body: string): string[] {
  const found = status === pair.status ? [] : [`status ${status}, Feast ${pair.status}`]
  const ours: unknown = body === '' ? '' : JSON.parse(body)
  if (status >= 400 && pair.status >= 400) {
    const kinds = [errorKind(ours), errorKind(pair.response)]
    return kinds[0] === kinds[1] ? found : [...found, `error ${kinds[0]}, Feast ${kinds[1]}`]
  }
  const isAnswer = (response: unknown): response is Answer =>
    typeof response === 'object' && response !== null && 'results' in response
  if (!isAnswer(ours) || !isAnswer(pair.response)) {
    return JSON.stringify(ours) === JSON.stringify(pair.response) || found.length > 0 ? found : [`body ${body}`]
  }
  return [...found, ...columnDifferences(columnsOf(ours), columnsOf(pair.response))]
}

function columnDifferences(ours: ReturnType<typeof columnsOf>, feasts: ReturnType<typeof columnsOf>): string[] {
  return [...new Set([...ours.keys(), ...feasts.keys()])].flatMap((name) => {
    const [our, feast] = [ours.get(name), feasts.get(name)]
    if (!our || !feast)
      return [`${name} only ${our ? 'here' : "in Feast's"}: ${JSON.stringify((our ?? feast)!.values)}`]
    return ['values', 'statuses', 'event_timestamps'].flatMap((part) => {
      const [mine, theirs] = [JSON.stringify(our[part]), JSON.stringify(feast[part])]
      return mine === theirs ? [] : [`${name}.${part} ${mine}, Feast ${theirs}`]
    })
  })
}

const pairs: readonly Pair[] = existsSync(captured)
  ? JSON.parse(readFileSync(resolve(captured, 'http.json'), 'utf8'))
  : []
if (pairs.length === 0) console.log('# golden/http.json is not here: the replay is skipped')

;(pairs.length > 0 ? golden : golden.skip)(
  'every captured pair, in order, but for the differences we know',
  async () => {
    const app = await openGolden()
    let replayed = 0
    let alike = 0
    for (const [index, pair] of pairs.entries()) {
      if (otherPaths.includes(pair.path)) continue
      const name = `${index} ${pair.label}`
      const known = knownDifferences.get(name)
      const request = known?.transform ? { ...pair.request, transform: true } : pair.request
      const reply = await app.inject({
        method: pair.method,
        url: pair.path,
        ...(request && { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(request) }),
      })
      assert.equal(differences(pair, reply.statusCode, reply.body), known?.differences ?? [], name)
      replayed++
      if (known === undefined) alike++
    }
    assert.is(replayed, 41)
    console.log(
      `\n# ${replayed} of Feast's answers replayed: ${alike} alike, ${knownDifferences.size} with a known difference`,
    )
  },
)

interface ClientRequest {
  readonly line: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

;(pairs.length > 0 ? golden : golden.skip)("what Feast's remote online store client sends is understood", async () => {
  const requests: readonly ClientRequest[] = JSON.parse(
    readFileSync(resolve(captured, 'remote_client_requests.json'), 'utf8'),
  )
  const app = await openGolden()
  const outcomes = []
  for (const { line, headers, body } of requests) {
    const [method, url] = line.split(' ') as ['POST', string]
    const { 'Content-Length': _, ...rest } = headers
    const { statusCode, body: reply } = await app.inject({ method, url, headers: rest, payload: JSON.stringify(body) })
    outcomes.push(`${url} ${statusCode} ${statusCode === 404 ? errorKind(JSON.parse(reply)) : ''}`.trimEnd())
  }
  await app.close()
  const notFound = '/get-online-features 404 FeatureViewNotFoundException'
  assert.equal(outcomes, [
    '/get-online-features 200',
    // The client raises the class it is told, and does not repeat a 404.
    ...[notFound, notFound, notFound, notFound, notFound],
    '/get-online-features 200',
    '/write-to-online-store 200',
    '/materialize 200',
    '/materialize-incremental?async=true 202',
  ])
})

golden('every known difference has a reason', () => {
  for (const [name, { reasons }] of knownDifferences) {
    assert.ok(reasons.length > 0, name)
    if (pairs.length > 0) assert.is(`${parseInt(name, 10)} ${pairs[parseInt(name, 10)]?.label}`, name)
  }
})

golden.run()
