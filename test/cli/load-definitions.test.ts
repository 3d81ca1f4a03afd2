import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findDefinitions, loadDefinitions } from '../../src/cli/load-definitions.js'
import { type ErrorCode, FeatureView, MillraceError, OnDemandFeatureView } from '../../src/index.js'
import { temporaryFolder } from '../support/temporary-folder.js'

function write(name: string, text: string, folder = temporaryFolder()): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

async function codeOf(promise: Promise<unknown>): Promise<ErrorCode | undefined> {
  try {
    await promise
  } catch (error) {
    assert.instance(error, MillraceError)
    return (error as MillraceError).code
  }
  return undefined
}

const view = (name: string) =>
  `new FeatureView({ name: '${name}', entities: [driver], schema: { x: Int64 }, source: new PushSource({ name: 'p' }) })`
const head = `import { Entity, FeatureView, Int64, PushSource } from 'millrace'\nconst driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })\n`

test('collects definitions of this process, alone, in lists and by default, each once', async () => {
  const path = write(
    'features.ts',
    `${head}
    interface Unused { readonly of: types }
    type types = number
    const other: Unused = { of: 1 }
    export { driver, other }
    export const answer = 42
    export const one = ${view('one')}
    export const list = [one, ${view('two')}]
    export default [driver, ${view('three')}]
  `,
  )
  const definitions = await loadDefinitions(path)
  assert.equal(definitions.map(({ name }) => name).sort(), ['driver', 'one', 'three', 'two'])
  assert.ok(definitions.some((definition) => definition instanceof FeatureView))
})

test('plain JavaScript, files beside it, and apache-arrow of this process', async () => {
  const folder = temporaryFolder()
  write('shared.mjs', `${head}export const stats = ${view('stats')}\n`, folder)
  const path = write(
    'features.mjs',
    `import { Table } from 'apache-arrow'
    import { OnDemandFeatureView, Int64 } from 'millrace'
    import { stats } from './shared.mjs'
    export const doubled = new OnDemandFeatureView({
      name: 'doubled', sources: [stats], mode: 'arrow', schema: { y: Int64 }, transform: (table) => new Table(table.batches),
    })`,
    folder,
  )
  assert.is(findDefinitions(folder, undefined), path)
  const [doubled] = await loadDefinitions(path)
  assert.instance(doubled, OnDemandFeatureView)
  assert.instance((doubled as OnDemandFeatureView).sourceViews[0], FeatureView)
})

test('a file that was changed is loaded anew', async () => {
  const path = write('features.ts', `${head}export const a = ${view('a')}`)
  assert.equal(
    (await loadDefinitions(path)).map(({ name }) => name),
    ['a'],
  )
  writeFileSync(path, `${head}export const b = ${view('b')}`)
  assert.equal(
    (await loadDefinitions(path)).map(({ name }) => name),
    ['b'],
  )
})

test('what does not load is a typed error that names the file', async () => {
  for (const text of [
    'export const = 1',
    "throw new Error('no')",
    "import 'nowhere-to-be-found'",
    'export const answer = 42',
    '',
  ])
    assert.is(await codeOf(loadDefinitions(write('features.ts', text))), 'MILLRACE_INVALID_DEFINITION', text)
  assert.is(
    await codeOf(loadDefinitions(write('features.ts', `${head}export const bad = ${view('../x')}`))),
    'MILLRACE_INVALID_NAME',
  )
})

test('features.ts comes before features.js; none is none; a named one must be there', () => {
  const folder = temporaryFolder()
  assert.is(findDefinitions(folder, undefined), undefined)
  write('features.js', '', folder)
  write('features.ts', '', folder)
  assert.is(findDefinitions(folder, undefined), join(folder, 'features.ts'))
  assert.is(findDefinitions(folder, 'features.js'), join(folder, 'features.js'))
  assert.throws(
    () => findDefinitions(folder, 'nope.ts'),
    (error: unknown) => error instanceof MillraceError && error.code === 'MILLRACE_FILE_NOT_FOUND',
  )
})

test.run()
