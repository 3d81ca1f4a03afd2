import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import { type BrowserContext, chromium } from 'playwright-core'
import { test } from 'uvu'
import { temporaryFolder } from './temporary-folder.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!executablePath) console.log('# browser: skipped, no Chromium is installed')

/** Declares a test that needs Chromium: it is skipped where none is installed. */
export const browserTest = executablePath ? test : test.skip

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts Chromium with an empty profile. */
export function openChromium(): Promise<BrowserContext> {
  return chromium.launchPersistentContext(temporaryFolder(), {
    executablePath: executablePath!,
    headless: true,
    args: quiet,
  })
}

/** Bundles a program of this package as a user's bundler does for a page. */
export async function bundleForPage(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  return result.outputFiles[0]!.text
}

/** The headers of a page that may share memory with its workers. */
export const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
} as const

/** Headers of pages by their path. */
export type Pages = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Serves pages that load one script, `/page.js`, on a free port of this machine. */
export async function servePages(script: string, pages: Pages) {
  const server = createServer(({ url = '' }, response) => {
    const isScript = url === '/page.js'
    // The policy of a worker's own script has to allow what its page's does.
    const headers = isScript ? { 'cross-origin-embedder-policy': 'require-corp' } : pages[url]
    response.writeHead(headers ? 200 : 404, { 'content-type': isScript ? 'text/javascript' : 'text/html', ...headers })
    response.end(
      isScript ? script : '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
