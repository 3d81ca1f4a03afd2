import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PageOutcome } from './indexed-db-page.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const withBrowser = executablePath === undefined ? test.skip : test
if (executablePath === undefined) console.log('# IndexedDB tests skipped: no Chromium is installed')

async function script(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['test/stores/online/indexed-db-page.ts'],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}

withBrowser('the store over IndexedDB passes the suite in a page', async () => {
  const source = await script()
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><meta charset="utf-8">')
  })
  // IndexedDB needs an origin; the page asks nobody else.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  const browser = await chromium.launch({ executablePath: executablePath!, headless: true, args })
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
