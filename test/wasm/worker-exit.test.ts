import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

// Programs of their own, because it is about how they end. They are bundled: the pool needs no file beside them.
const preamble = `
import { startKernels } from './src/wasm/load.ts'
import { threadPlatform } from './src/wasm/platform-threads.ts'
import { Worker } from 'node:worker_threads'
const { pool, arena } = startKernels(threadPlatform())
const block = arena.allocate(1 << 20)
const tasks = Array.from({ length: 64 }, (_, task) => [block.offset + task * 16384, task, 16384])
const run = () => (pool.run('fill_bytes', tasks, 2), arena.u8(block)[63 * 16384])
const untilShared = () => { while (pool.threadsUp === 0) run(); for (let round = 0; round < 500; round++) run(); return run() }
const forever = async () => { for (;;) { run(); await new Promise(setImmediate) } }
`

interface Program {
  readonly body: string
  readonly flags?: readonly string[]
  readonly status: number
  readonly printed: string
}

const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission'

const programs: Readonly<Record<string, Program>> = {
  'ends by itself': { body: 'console.log(untilShared())', status: 0, printed: '63' },
  'ends while its threads start': { body: 'console.log(run())', status: 0, printed: '63' },
  'ends by process.exit in the middle': {
    body: "console.log(untilShared()); process.on('exit', run); setTimeout(() => process.exit(3), 20); forever()",
    status: 3,
    printed: '63',
  },
  'ends by an error': { body: "console.log(untilShared()); throw new Error('mine')", status: 1, printed: '63' },
  'that it may not start ends': {
    body: 'console.log(pool.mostThreads, run(), pool.mostThreads)',
    flags: [permission, '--allow-fs-read=*'],
    status: 0,
    printed: '65 63 1',
  },
  'ends a worker of its own that uses threads': {
    body: `
      const worker = new Worker(new URL('./worker.mjs', import.meta.url))
      worker.on('message', (value) => (console.log(value), worker.terminate()))
      worker.on('exit', (status) => console.log(status))`,
    status: 0,
    printed: '63\n1',
  },
}
const ownWorker = "import { parentPort } from 'node:worker_threads'; parentPort.postMessage(untilShared()); forever()"

const folder = mkdtempSync(join(tmpdir(), 'millrace-threads-'))

async function bundle(name: string, body: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: preamble + body, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
  })
  const path = join(folder, name)
  writeFileSync(path, outputFiles[0]!.contents)
  return path
}

test.before(async () => {
  await bundle('worker.mjs', ownWorker)
})
test.after(() => rmSync(folder, { recursive: true }))

for (const [name, { body, flags = [], status, printed }] of Object.entries(programs)) {
  test(`a program with threads ${name}, soon`, async () => {
    const path = await bundle('program.mjs', body)
    for (let round = 0; round < 5; round++) {
      const result = spawnSync(process.execPath, [...flags, path], { encoding: 'utf8', timeout: 20_000 })
      assert.is(result.signal, null, 'it did not end')
      assert.is(result.status, status, result.stderr)
      assert.is(result.stdout.trim(), printed)
    }
  })
}

test.run()
