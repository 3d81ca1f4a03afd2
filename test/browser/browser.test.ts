import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryOnlineStore } from '../../src/index.js'
import { scenario } from './scenario.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const run = executablePath ? test : test.skip
if (!executablePath) console.log('# browser: skipped, no Chromium is installed')

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: ['test/browser/page.ts'],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  return result.outputFiles[0]!.text
}

/** Serves one page and its script on a free port of this machine. */
async function serve(script: string) {
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
    response.end(
      isScript ? script : '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

run('the core runs in a page over IndexedDB, with the bits that Node gives, and asks nobody', async () => {
  const server = await serve(await bundle())
  const profile = mkdtempSync(join(tmpdir(), 'millrace-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executablePath!,
    headless: true,
    args: quiet,
  })
  try {
    const page = await context.newPage()
    const requested: string[] = []
    const problems: string[] = []
    page.on('request', (request) => requested.push(request.url()))
    page.on('pageerror', (error) => problems.push(String(error)))
    await page.goto(server.url)
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
    rmSync(profile, { recursive: true, force: true })
  }
})

test.run()
