import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { entryPoints, publicExports } from './public-exports.js'

const exported = publicExports()

test('the entry points are those of the package', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> }
  const modules = Object.keys(exports).filter((path) => path !== './package.json')
  assert.equal(
    modules.map((path) => path.replace('.', 'millrace')),
    Object.keys(entryPoints),
  )
})

test('every public export, and every method of a class, has a doc block', () => {
  assert.ok(exported.length > 100)
  assert.equal(
    exported.filter(({ doc }) => doc.trim() === '').map(({ name, file }) => `${name} in ${file}`),
    [],
  )
})

test('every class and its members are found', () => {
  const names = new Set(exported.map(({ name }) => name))
  for (const name of ['FeatureStore.push', 'FeatureStore.open', 'OnlineStore.status', 'WasmBackend', 'BackendFactory'])
    assert.ok(names.has(name), name)
})

test.run()
