import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MillraceError } from '../../src/errors.js'
import { FileRegistryStore } from '../../src/registry/file-registry-store.js'
import { MemoryRegistryStore } from '../../src/registry/memory-registry-store.js'
import type { RegistryStore } from '../../src/registry/registry-store.js'
import { FaultyFileSystem, faultPlans } from '../support/faulty-file-system.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const textOf = async (store: RegistryStore) => {
  const stored = await store.read()
  return stored === null ? null : new TextDecoder().decode(stored.bytes)
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'none'
  } catch (error) {
    if (error instanceof MillraceError) return error.code
    throw error
  }
}

const stores: readonly (readonly [string, () => RegistryStore])[] = [
  ['memory', () => new MemoryRegistryStore()],
  ['file', () => new FileRegistryStore(join(temporaryFolder(), 'deep', 'registry.json'))],
]

for (const [name, make] of stores) {
  const test = suite(`registry store: ${name}`)

  test('nothing, then what was written', async () => {
    const store = make()
    assert.is(await store.read(), null)
    const first = await store.replace(bytes('one'), null)
    assert.is(await textOf(store), 'one')
    assert.is((await store.read())?.version, first)
    await store.replace(bytes('two'), first)
    assert.is(await textOf(store), 'two')
  })

  test('only who has seen what is there replaces it', async () => {
    const store = make()
    const first = await store.replace(bytes('one'), null)
    assert.is(await codeOf(store.replace(bytes('x'), null)), 'MILLRACE_REGISTRY_CONFLICT')
    const second = await store.replace(bytes('two'), first)
    assert.is(await codeOf(store.replace(bytes('x'), first)), 'MILLRACE_REGISTRY_CONFLICT')
    assert.is(await codeOf(store.replace(bytes('x'), 'another')), 'MILLRACE_REGISTRY_CONFLICT')
    assert.is(await textOf(store), 'two')
    await store.replace(bytes('three'), second)
    assert.is(await textOf(store), 'three')
  })

  test('of many at once exactly one replaces', async () => {
    const store = make()
    let version: string | null = null
    for (let round = 0; round < 10; round++) {
      const seen: string | null = version
      const outcomes = await Promise.all([0, 1, 2, 3].map((n) => codeOf(store.replace(bytes(`${round}.${n}`), seen))))
      assert.equal(outcomes.sort(), [...Array(3).fill('MILLRACE_REGISTRY_CONFLICT'), 'none'].sort())
      version = (await store.read())!.version
    }
  })

  test('what is given and what is got are copies', async () => {
    const store = make()
    const given = bytes('one')
    await store.replace(given, null)
    given[0] = 0
    ;(await store.read())!.bytes[0] = 0
    assert.is(await textOf(store), 'one')
  })

  test('what is no bytes is refused', async () => {
    assert.is(await codeOf(make().replace('text' as never, null)), 'MILLRACE_INVALID_ARGUMENT')
  })

  test.run()
}

const test = suite('registry in a file')

test('two stores on one file are one', async () => {
  const path = join(temporaryFolder(), 'registry.json')
  const [one, other] = [new FileRegistryStore(path), new FileRegistryStore(path)]
  const first = await one.replace(bytes('one'), null)
  assert.is((await other.read())?.version, first)
  const outcomes = await Promise.all([one, other].map((store) => codeOf(store.replace(bytes('two'), first))))
  assert.equal(outcomes.sort(), ['MILLRACE_REGISTRY_CONFLICT', 'none'])
})

test('nothing is left beside the file', async () => {
  const folder = temporaryFolder()
  const store = new FileRegistryStore(join(folder, 'registry.json'))
  const first = await store.replace(bytes('one'), null)
  await codeOf(store.replace(bytes('x'), null))
  await store.replace(bytes('two'), first)
  assert.equal(readdirSync(folder), ['registry.json'])
})

const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 6)
// The greatest process id there is, on a machine where no process has it.
const deadToken = (n: number) => `${machine}-4194303-${String(n).padStart(16, '0')}`

test('what killed processes left is taken over: lock, claims on it, half-written files', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'registry.json')
  writeFileSync(`${path}.lock`, deadToken(1))
  writeFileSync(`${path}.${deadToken(1)}.claim`, deadToken(2))
  writeFileSync(`${path}.${deadToken(2)}.claim`, deadToken(3))
  writeFileSync(`${path}.${deadToken(4)}.tmp`, 'half')
  writeFileSync(`${path}.${deadToken(4)}.lock.tmp`, deadToken(4))
  writeFileSync(`${path}.backup.tmp`, "a user's own")
  await Promise.all([1, 2, 3].map((n) => codeOf(new FileRegistryStore(path).replace(bytes(`${n}`), null))))
  assert.match((await textOf(new FileRegistryStore(path))) ?? '', /^[123]$/)
  assert.equal(readdirSync(folder).sort(), ['registry.json', 'registry.json.backup.tmp'])
})

test('a lock that lives is waited for, and then reported', async () => {
  const path = join(temporaryFolder(), 'registry.json')
  writeFileSync(`${path}.lock`, `000000-1-${'0'.repeat(16)}`)
  const store = new FileRegistryStore(path, { patience: 50 })
  const before = performance.now()
  assert.is(await codeOf(store.replace(bytes('one'), null)), 'MILLRACE_STORE_LOCKED')
  assert.ok(performance.now() - before >= 50)
  assert.not.ok(existsSync(path))
  assert.ok(existsSync(`${path}.lock`), "another's lock is left alone")
})

test('a folder in its place is a typed error', async () => {
  const path = join(temporaryFolder(), 'registry.json')
  mkdirSync(path)
  assert.is(await codeOf(new FileRegistryStore(path).read()), 'MILLRACE_STORE_UNAVAILABLE')
})

test('whatever fails, the file is whole: as it was, or as it was to be', async () => {
  let failures = 0
  for (let at = 1, reached = true; reached; at++) {
    for (const plan of faultPlans(at)) {
      const path = join(temporaryFolder(), 'registry.json')
      const first = await new FileRegistryStore(path).replace(bytes('before'), null)
      const faulty = new FaultyFileSystem(plan)
      const code = await codeOf(
        new FileRegistryStore(path, { patience: 100, fileSystem: faulty.fileSystem }).replace(
          bytes('afterwards'),
          first,
        ),
      )
      reached = faulty.hasFailed
      if (!reached) break
      failures++
      const text = readFileSync(path, 'utf8')
      assert.ok(
        text === 'afterwards' || (text === 'before' && code !== 'none'),
        `${JSON.stringify(plan)}: ${code}, ${text}`,
      )
      const store = new FileRegistryStore(path, { patience: 1000 })
      await store.replace(bytes('next'), (await store.read())!.version)
      assert.is(await textOf(store), 'next', JSON.stringify(plan))
    }
  }
  assert.ok(failures >= 30, `${failures} failures`)
  console.log(`# ${failures} failures of the disk came about`)
})

test.run()
