import type { BrowserContext, Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { browserTest, bundleForPage, isolated, openChromium, servePages } from '../support/chromium.js'
import { manyRows } from './many-rows.js'

const pages = {
  '/isolated': isolated,
  '/not-isolated': {},
  '/no-blob-workers': { ...isolated, 'content-security-policy': "worker-src 'self'" },
}
const { DIFFERENTIAL_SEED: seed, DIFFERENTIAL_CASES: cases = 1000 } = process.env

/** Opens one of the pages and gives what evaluates a script in it; in the end there must have been no error. */
async function inPage(path: keyof typeof pages, use: (ask: Page['evaluate'], page: Page) => Promise<void>) {
  const page = await context!.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`${error}`))
  await page.goto(server!.url + path)
  await page.waitForFunction('globalThis.asked !== undefined', undefined, { timeout: 30_000 })
  await use(page.evaluate.bind(page), page)
  await page.close()
  assert.equal(problems, [])
}

let answers: ReturnType<typeof manyRows> | undefined
/** What Node answers on one thread. */
const expected = () => (answers ??= manyRows(1))

let server: Awaited<ReturnType<typeof servePages>> | undefined
let context: BrowserContext | undefined

test.before(async () => {
  if (browserTest === test.skip) return
  server = await servePages(await bundleForPage('test/browser/threads-page.ts'), pages)
  context = await openChromium()
})
test.after(async () => {
  await context?.close()
  server?.close()
})

browserTest('in an isolated page other threads do tasks too, from when the page yields', () =>
  inPage('/isolated', async (ask) => {
    const processors = Number(await ask('navigator.hardwareConcurrency'))
    assert.equal(await ask('asked.pool()'), { defaultThreads: Math.min(processors, 8), threads: 2, up: 0 })
    assert.is(await ask('asked.threadsUp()'), 1)
    assert.is(Number(await ask('asked.tasksElsewhere()')) > 0, true)
    assert.equal(await ask('asked.manyRows()'), expected())
  }),
)

browserTest('on two threads of a page the backend passes its suite and equals the reference', () =>
  inPage('/isolated', async (ask) => {
    const from = seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(seed)
    console.log(`# WASM on two threads of a page against JS: ${cases} generated cases, seed ${from}`)
    assert.is(await ask('asked.threadsUp()'), 1)
    const { tests, failures } = (await ask(`asked.suites(${cases}, ${from})`)) as { tests: number; failures: string[] }
    assert.equal(failures, [])
    assert.ok(tests > 400, `${tests} tests`)
  }),
)

browserTest('in a dedicated worker it uses threads where it is told to, which end with it', () =>
  inPage('/isolated', async (ask, page) => {
    await ask('void (globalThis.worker = startWorker())')
    assert.equal(await ask("worker.ask('pool')"), { defaultThreads: 1, threads: 2, up: 0 })
    assert.is(await ask("worker.ask('threadsUp')"), 1)
    assert.is(Number(await ask("worker.ask('tasksElsewhere')")) > 0, true)
    assert.equal(await ask("worker.ask('manyRows')"), expected())
    assert.is(page.workers().length, 3)
    const ended = page.workers().map((worker) => worker.waitForEvent('close', { timeout: 30_000 }))
    await ask('worker.terminate()')
    await Promise.all(ended)
    assert.is(page.workers().length, 0)
  }),
)

browserTest('in a page that is not isolated it runs on one thread', () =>
  inPage('/not-isolated', async (ask, page) => {
    assert.equal(await ask('asked.pool()'), { defaultThreads: 1, threads: 1, up: 0 })
    assert.is(await ask('asked.threadsUp()'), 0)
    assert.equal(await ask('asked.manyRows()'), expected())
    assert.is(page.workers().length, 0)
  }),
)

browserTest('in a page whose policy forbids workers of blobs it runs on one thread, and says so', () =>
  inPage('/no-blob-workers', async (ask, page) => {
    assert.is(await ask('asked.threadsUp()'), 0)
    assert.is(((await ask('asked.pool()')) as { threads: number }).threads, 1)
    assert.equal(await ask('asked.manyRows()'), expected())
    assert.is(page.workers().length, 0)
  }),
)

browserTest("a thread that fails is told, and its error is not the page's", () =>
  inPage('/isolated', async (ask, page) => {
    assert.equal(await ask('asked.failingThread()'), { told: 1, reported: 0, before: false, after: true })
    assert.is(page.workers().length, 0)
  }),
)

browserTest('tasks of a frame that was removed with its threads are not waited for', () =>
  inPage('/isolated', async (ask) => {
    const outcome = ask(`(async () => {
      const frame = document.createElement('iframe')
      frame.src = '/isolated'
      document.body.append(frame)
      await new Promise((resolve) => { frame.onload = resolve })
      return frame.contentWindow.runLost(() => frame.remove())
    })()`)
    const hangs = new Promise((resolve) => setTimeout(resolve, 60_000, 'it hangs').unref())
    assert.is(await Promise.race([outcome, hangs]), 'MILLRACE_THREAD_ENDED')
  }),
)

test.run()
