import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { browserTest, bundleForPage, openChromium } from '../../support/chromium.js'
import type { PageOutcome } from './indexed-db-page.js'

browserTest('the store over IndexedDB passes the suite in a page', async () => {
  const source = await bundleForPage('test/stores/online/indexed-db-page.ts')
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><meta charset="utf-8">')
  })
  // IndexedDB needs an origin; the page asks nobody else.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await openChromium()
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.addScriptTag({ content: source, type: 'module' })
    await page.waitForFunction('globalThis.runSuite !== undefined')
    const outcomes = (await page.evaluate('runSuite()')) as PageOutcome[]
    assert.equal(
      outcomes.filter(({ failure }) => failure !== null),
      [],
    )
    assert.ok(outcomes.length >= 30, `${outcomes.length} tests ran`)
    console.log(`# ${outcomes.length} tests of the online store suite passed over IndexedDB`)
  } finally {
    await browser.close()
    server.close()
  }
})

test.run()
