import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** The layers of src/, lowest first. A file imports from its own layer and from those before it. */
const layers: readonly (readonly string[])[] = [
  ['errors', 'types', 'column', 'nearest-name'],
  ['arrow', 'json'],
  ['expr'],
  ['wasm'],
  ['backends'],
  ['definitions'],
  ['registry', 'stores'],
  ['transform'],
  ['plan'],
  ['engine'],
  ['feature-store', 'feature-store-options'],
  ['config'],
  ['index', 'backend', 'node', 'testing'],
  ['server'],
  ['cli'],
]

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.generated.ts'))

interface Import {
  readonly specifier: string
  readonly lazy: boolean
}

function importsOf(path: string): readonly Import[] {
  const text = readFileSync(join('src', path), 'utf8').replace(/^\s*(\*|\/\/).*$/gm, '')
  const fixed = [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+'([^']+)'/g),
    ...text.matchAll(/(?:^|\n)import\s+'([^']+)'/g),
  ]
  const lazy = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)]
  return [
    ...fixed.map((match) => ({ specifier: match[1]!, lazy: false })),
    ...lazy.map((match) => ({ specifier: match[1]!, lazy: true })),
  ]
}

function target(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier)).replace(/\.js$/, '.ts')
}

function layerOf(path: string): number {
  const top = path.split('/')[0]!.replace(/\.ts$/, '')
  const isEntry = !path.includes('/')
  return layers.findIndex((names, index) => names.includes(top) && (!isEntry || top !== 'server' || index >= 0))
}

test('every file of src belongs to a layer', () => {
  assert.equal(
    files.filter((path) => layerOf(path) < 0),
    [],
  )
})

test('imports point down', () => {
  const upward = files.flatMap((path) =>
    importsOf(path)
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier }) => target(path, specifier))
      .filter((imported) => layerOf(imported) > layerOf(path))
      .map((imported) => `${path} -> ${imported}`),
  )
  assert.equal(upward, [])
})

test('every relative import names a file that is there', () => {
  const missing = files.flatMap((path) =>
    importsOf(path)
      .filter(({ specifier }) => specifier.startsWith('.') && !specifier.includes('.generated'))
      .map(({ specifier }) => target(path, specifier))
      .filter((imported) => !existsSync(join('src', imported)))
      .map((imported) => `${path} -> ${imported}`),
  )
  assert.equal(missing, [])
})

test('plans see the abstract backend and stores only', () => {
  const concrete = files
    .filter((path) => path.startsWith('plan/'))
    .flatMap((path) => importsOf(path).map(({ specifier }) => target(path, specifier)))
    .filter(
      (path) =>
        /^backends\/(js|wasm)\//.test(path) ||
        /^stores\/.*(memory|level|redis|parquet)/.test(path) ||
        path.startsWith('wasm/'),
    )
  assert.equal(concrete, [])
})

/** All files that loading `entry` loads at once. */
function closure(entry: string): readonly string[] {
  const seen = new Set<string>()
  const visit = (path: string): void => {
    if (seen.has(path) || !existsSync(join('src', path))) return
    seen.add(path)
    for (const { specifier, lazy } of importsOf(path))
      if (specifier.startsWith('.') && !lazy) visit(target(path, specifier))
  }
  visit(entry)
  return [...seen]
}

for (const entry of ['index.ts', 'backend.ts', 'testing.ts'])
  test(`${entry} loads without Node`, () => {
    const loaded = closure(entry)
    assert.ok(loaded.length > 10, `${entry} is there`)
    const node = loaded.flatMap((path) =>
      importsOf(path)
        .filter(({ specifier }) => specifier.startsWith('node:'))
        .map(({ specifier }) => `${path} -> ${specifier}`),
    )
    assert.equal(node, [])
  })

test('the compute library holds nothing of the feature store', () => {
  const store = closure('backend.ts').filter(
    (path) => layerOf(path) >= layers.findIndex((names) => names.includes('definitions')) && path !== 'backend.ts',
  )
  assert.equal(store, [])
})

test.run()
