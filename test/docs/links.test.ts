import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { anchors, pages, prose, relativeLinks } from './markdown.js'

/** What is wrong with a link of a page, or nothing. */
function broken(page: string, target: string): boolean {
  const [path, anchor] = target.split('#')
  const file = path === '' ? page : join(dirname(page), path!)
  if (!existsSync(file)) return true
  return anchor !== undefined && !anchors(file).has(anchor)
}

for (const page of pages) {
  test(`the links of ${page} lead somewhere`, () => {
    assert.equal(
      relativeLinks(page).filter((target) => broken(page, target)),
      [],
    )
  })
}

test('a link that leads nowhere is found', () => {
  assert.ok(broken('README.md', 'docs/nothing.md'))
  assert.ok(broken('README.md', 'docs/errors.md#millrace_nothing'))
  assert.not(broken('README.md', 'docs/errors.md#millrace_cycle'))
  assert.not(broken('docs/errors.md', '../README.md'))
  assert.ok(relativeLinks('README.md').includes('docs/errors.md'))
})

test('every page of docs is among the pages, and can be reached from its overview', () => {
  const files = readdirSync('docs').map((name) => `docs/${name}`)
  assert.equal(files.sort(), pages.filter((page) => page.startsWith('docs/')).sort())
  const linked = relativeLinks('docs/README.md').map((target) => join('docs', target))
  for (const file of files) if (file !== 'docs/README.md') assert.ok(linked.includes(file), file)
})

test('paths that prose names in code exist', () => {
  for (const page of pages) {
    const named = [...prose(page).matchAll(/`((?:src|test|scripts|examples|docs|assembly|bench)\/[\w./-]+)`/g)]
    assert.equal(
      named.map(([, path]) => path!).filter((path) => !existsSync(path)),
      [],
      page,
    )
  }
})

test.run()
