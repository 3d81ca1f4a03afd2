import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'uvu'
import { assertSame } from '../../../../src/testing/assertion.js'
import { sampleTable } from '../../../../src/testing/parquet-codec-suite/sample-table.js'
import { tableBits } from '../../../../src/testing/random-table.js'
import { browserTest, bundleForPage, openChromium } from '../../../support/chromium.js'

async function serve() {
  const script = await bundleForPage('test/stores/offline/codec/browser-page.ts')
  const files = new Map<string, readonly [type: string, content: string | Uint8Array]>([
    ['/', ['text/html', '<!doctype html><script type="module" src="/page.js"></script>']],
    ['/page.js', ['text/javascript', script]],
    ['/parquet_wasm_bg.wasm', ['application/wasm', readFileSync('node_modules/parquet-wasm/esm/parquet_wasm_bg.wasm')]],
  ])
  const server = createServer((request, response) => {
    const [type, content] = files.get(request.url ?? '') ?? ['text/plain', '']
    response.setHeader('content-type', type).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

browserTest('the wasm codec reads and writes in a page what it does in Node, and asks nobody', async () => {
  const server = await serve()
  const browser = await openChromium()
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
