// Compiles every TypeScript block of the pages against the built package, and runs it as a program of its own.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DocumentationProject } from './documentation-project.js'
import { programs } from './given.js'
import { codeBlocks, pages } from './markdown.js'
import { publicExports } from './public-exports.js'
import { snippetModule } from './snippet-module.js'

const blocks = pages.flatMap((page) =>
  codeBlocks(page, 'ts').map((code, index) => ({ name: `${page}-${index + 1}`, code })),
)
const project = new DocumentationProject()
const exported = publicExports()
for (const { name, code } of blocks) {
  const { afterwards } = programs[name] ?? {}
  project.write(`modules/${name}.ts`, snippetModule({ name, code, ...(afterwards && { afterwards }) }, exported))
}
// The configuration that the second block of the README opens.
project.write('feature_store.yaml', codeBlocks('README.md', 'yaml')[0]!)
const complaints = project.compile()

test('every block is expected to print something, or nothing', () => {
  assert.equal(
    blocks.map(({ name }) => name),
    Object.keys(programs),
  )
})

for (const { name } of blocks) {
  test(`${name} compiles`, () => assert.is(complaints.get(name)?.join('\n'), undefined))
  if (complaints.has(name)) continue
  test(`${name} runs`, () => {
    const { status, stdout, stderr } = project.run(name)
    assert.is(status, 0, stderr || stdout)
    assert.match(stdout, programs[name]!.prints)
  })
}

test.run()
