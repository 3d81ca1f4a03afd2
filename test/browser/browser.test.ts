import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryOnlineStore } from '../../src/index.js'
import { browserTest, bundleForPage, isolated, openChromium, servePages } from '../support/chromium.js'
import { scenario } from './scenario.js'

// In an isolated page the kernels' memory is shared, and much of what a browser offers refuses views of such memory.
const pages = { '/': {}, '/isolated': isolated }

for (const path of Object.keys(pages)) {
  browserTest(`the core runs in the page ${path} over IndexedDB, with the bits that Node gives, and asks nobody`, () =>
    runCore(path),
  )
}

async function runCore(path: string): Promise<void> {
  const server = await servePages(await bundleForPage('test/browser/page.ts'), pages)
  const context = await openChromium()
  try {
    const page = await context.newPage()
    const requested: string[] = []
    const problems: string[] = []
    page.on('request', (request) => requested.push(request.url()))
    page.on('pageerror', (error) => problems.push(String(error)))
    await page.goto(server.url + path)
    assert.is(await page.evaluate('crossOriginIsolated'), path === '/isolated')
    await page.waitForFunction('globalThis.runScenario !== undefined', undefined, { timeout: 30_000 })
    const inPage = (await page.evaluate('runScenario()')) as readonly string[]
    const inNode = await scenario(new MemoryOnlineStore())
    assert.is(inPage.length, 300)
    assert.equal(inPage, inNode)
    assert.equal(problems, [])
    assert.equal(
      requested.filter((url) => !url.startsWith(server.url)),
      [],
    )
    const databases = (await page.evaluate(
      'indexedDB.databases().then((all) => all.map(({ name }) => name))',
    )) as readonly string[]
    assert.ok(
      databases.some((name) => name.includes('millrace-test')),
      `rows are in IndexedDB: ${databases.join()}`,
    )
  } finally {
    await context.close()
    server.close()
  }
}

test.run()
