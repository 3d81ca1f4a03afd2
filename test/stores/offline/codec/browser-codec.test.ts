import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { test } from 'uvu'
import { assertSame } from '../../../../src/testing/assertion.js'
import { sampleTable } from '../../../../src/testing/parquet-codec-suite/sample-table.js'
import { tableBits } from '../../../../src/testing/random-table.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!executablePath) console.log('# Parquet in a browser: skipped, no Chromium is installed')

async function serve() {
  const { outputFiles } = await build({
    entryPoints: ['test/stores/offline/codec/browser-page.ts'],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  const files = new Map<string, readonly [type: string, content: string | Uint8Array]>([
    ['/', ['text/html', '<!doctype html><script type="module" src="/page.js"></script>']],
    ['/page.js', ['text/javascript', outputFiles[0]!.text]],
    ['/parquet_wasm_bg.wasm', ['application/wasm', readFileSync('node_modules/parquet-wasm/esm/parquet_wasm_bg.wasm')]],
  ])
  const server = createServer((request, response) => {
    const [type, content] = files.get(request.url ?? '') ?? ['text/plain', '']
    response.setHeader('content-type', type).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

const run = executablePath ? test : test.skip

run('the wasm codec reads and writes in a page what it does in Node, and asks nobody', async () => {
  const server = await serve()
  const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    const requested: string[] = []
    page.on('request', (request) => requested.push(request.url()))
    await page.goto(server.url)
    await page.waitForFunction('globalThis.run !== undefined', undefined, { timeout: 30_000 })
    const { bits, rows } = (await page.evaluate('run()')) as { bits: Record<string, readonly string[]>; rows: number }
    assertSame(bits, tableBits(sampleTable(50)), 'read back in the page')
    // The timestamps 0, -1, the end of 9999 and null take turns, each column one further than the one before.
    assertSame(rows > 20 && rows < 30, true, `${rows} rows from 1970 on`)
    assertSame(
      requested.filter((url) => !url.startsWith(server.url)),
      [],
      'requests elsewhere',
    )
  } finally {
    await browser.close()
    server.close()
  }
})

test.run()
