// A process that appends is killed with SIGKILL at random moments: what it said it had done is there, whole and once.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import { FileJournal } from '../../src/stores/file-journal.js'
import { ParquetWasmCodec } from '../../src/stores/offline/codec/parquet-wasm-codec.js'
import { ParquetDatasetStore } from '../../src/stores/offline/parquet-dataset-store.js'
import { assertSame } from '../../src/testing/assertion.js'
import { valuesOf } from '../../src/testing/offline-store-suite/sample-rows.js'
import { assertNoOrphans } from '../support/dataset-files.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { appendsIn, decodeAppend, views, writesOf } from './offline-appends.js'

const kills = Math.max(5, Math.round(20 * Number(process.env.MILLRACE_TEST_SCALE ?? 1)))
const codec = new ParquetWasmCodec()

/**
 * Runs a writer and kills it up to 20 ms after it has said `lines` lines, so that kills fall on every step however busy
 * the machine is; gives the last number it said each word of.
 */
function killWriter(folder: string, first: number, lines: number): Promise<(word: string) => number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/fault/offline-writer.ts', folder, String(first)])
    let output = ''
    let problems = ''
    let timer: NodeJS.Timeout | undefined
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (timer === undefined && output.split('\n').length > lines)
        timer = setTimeout(() => child.kill('SIGKILL'), Math.random() * 20)
    })
    child.stderr.on('data', (chunk) => (problems += chunk))
    child.on('close', (_, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(`The writer ended by itself:\n${problems}`))
      const numbers = (word: string) =>
        [...output.matchAll(new RegExp(`^${word} (\\d+)$`, 'gm'))].map(([, digits]) => Number(digits))
      resolve((word) => Math.max(first - 1, ...numbers(word)))
    })
  })
}

test(`after ${kills} kills every acknowledged append is whole, and none is half-visible`, async () => {
  const folder = temporaryFolder()
  let first = 1
  let interrupted = 0
  for (let kill = 1; kill <= kills; kill++) {
    const last = await killWriter(folder, first, 1 + Math.floor(Math.random() * 12))
    const store = new ParquetDatasetStore(join(folder, 'offline'), { codec })
    const journal = new FileJournal(join(folder, 'journal'))
    await store.open()
    await journal.open()
    const what = `kill ${kill}, appended ${last('appended')}, journalled ${last('journalled')}, begun ${last('begin')}`
    assertNoOrphans(join(folder, 'offline'))
    const leftovers = readdirSync(join(folder, 'journal')).filter((name) => !name.endsWith('.intent'))
    assertSame(leftovers, [], `files of the journal, ${what}`)

    // Each view by itself is whole before recovery; after it they agree.
    const found = async () =>
      Promise.all(views.map(async (table) => appendsIn((await valuesOf(store, table, 'id')) as bigint[])))
    for (const numbers of await found()) {
      const acknowledged = Array.from({ length: last('appended') }, (_, index) => index + 1)
      assertSame(numbers.slice(0, acknowledged.length), acknowledged, `acknowledged appends, ${what}`)
      assertSame(numbers.length <= last('journalled') + 1, true, `${numbers.length} appends, ${what}`)
    }
    const pending = []
    for await (const { id, record } of journal.pending()) {
      pending.push(decodeAppend(record))
      await store.append(writesOf(decodeAppend(record)), { transaction: id })
      await journal.done(id)
    }
    assertSame(pending.length <= 1, true, `pending ${pending}, ${what}`)
    interrupted += pending.length
    const [left, right] = await found()
    assertSame(left, right, `both views after recovery, ${what}`)
    assertSame(left!.length >= last('journalled'), true, `${left!.length} appends after recovery, ${what}`)
    first = (left!.at(-1) ?? 0) + 1
    await store.close()
    await journal.close()
  }
  console.log(`# ${kills} kills, ${first - 1} appends, ${interrupted} of them interrupted and completed`)
  assertSame(first > kills / 2 && interrupted > 0, true, `${first - 1} appends, ${interrupted} interrupted`)
})

test.run()
