// Compiles every @example of the public exports against the built package, and runs it.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DocumentationProject } from './documentation-project.js'
import { notRun } from './given.js'
import { codeBlocks } from './markdown.js'
import { publicExports } from './public-exports.js'
import { type Snippet, snippetModule, withClaims } from './snippet-module.js'

const exported = publicExports()
const examples: readonly Snippet[] = exported.flatMap(({ name, examples }) => examples.map((code) => ({ name, code })))

/** Imports each module in a folder of its own, so that they share no files, and prints a line of what became of it. */
const runner = `import { mkdirSync, writeFileSync } from 'node:fs'
const [folder, configuration, ...modules] = process.argv.slice(2)
for (const module of modules) {
  mkdirSync(folder + '/run/' + module, { recursive: true })
  process.chdir(folder + '/run/' + module)
  writeFileSync('feature_store.yaml', configuration!)
  let error = null
  try {
    await import(folder + '/out/modules/' + module + '.js')
  } catch (thrown) {
    error = thrown instanceof Error ? String(thrown.stack) : String(thrown)
  }
  console.log('example ' + JSON.stringify([module, error]))
}
process.exit(0)
`

const project = new DocumentationProject()
const wrong: readonly Snippet[] = [
  { name: 'wrongName', code: "cool('trips')" },
  { name: 'wrongType', code: "col('trips', Int64).div(2) // Expression<'int64'>" },
  { name: 'wrongValue', code: 'hours(1) // 3600n' },
]
for (const { name, code } of [...examples, ...wrong])
  project.write(`modules/${name}.ts`, snippetModule({ name, code: withClaims(code) }, exported))
project.write('modules/runner.ts', runner)
const complaints = project.compile()

const [configuration] = codeBlocks('README.md', 'yaml')
const runnable = [...examples, ...wrong]
  .filter(({ name }) => !(name in notRun) && !complaints.has(name))
  .map(({ name }) => name)
const { stdout, stderr } = project.run('runner', project.folder, configuration!, ...runnable)
const outcomes = new Map<string, string | null>(
  [...stdout.matchAll(/^example (.*)$/gm)].map((match) => JSON.parse(match[1]!)),
)

test('there are examples, and those that are not run exist', () => {
  assert.ok(examples.length > 50)
  const names = new Set(examples.map(({ name }) => name))
  assert.is(names.size, examples.length, 'an export has one example')
  assert.equal(
    Object.keys(notRun).filter((name) => !names.has(name)),
    [],
  )
})

test('an example that says what is not so is found', () => {
  assert.equal(
    wrong.filter(({ name }) => complaints.has(name)).map(({ name }) => name),
    ['wrongName', 'wrongType'],
  )
  assert.match(outcomes.get('wrongValue') ?? '', /AssertionError/)
})

for (const { name } of examples) {
  test(`the example of ${name} compiles`, () => assert.is(complaints.get(name)?.join('\n'), undefined))
  if (name in notRun || complaints.has(name)) continue
  test(`the example of ${name} runs, and gives what it says`, () => {
    assert.ok(outcomes.has(name), `it did not run: ${stderr}`)
    assert.is(outcomes.get(name), null)
  })
}

test.run()
