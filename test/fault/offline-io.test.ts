// Every single operation on the file system fails, one after the other, in every way: the data set and the journal
// are whole each time.
import { join } from 'node:path'
import { test } from 'uvu'
import { MillraceError } from '../../src/errors.js'
import { FileJournal } from '../../src/stores/file-journal.js'
import { ParquetWasmCodec } from '../../src/stores/offline/codec/parquet-wasm-codec.js'
import { ParquetDatasetStore } from '../../src/stores/offline/parquet-dataset-store.js'
import { assertSame } from '../../src/testing/assertion.js'
import { sampleRows, sampleView, valuesOf } from '../../src/testing/offline-store-suite/sample-rows.js'
import { assertNoOrphans } from '../support/dataset-files.js'
import { FaultyFileSystem, faultPlans } from '../support/faulty-file-system.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const codec = new ParquetWasmCodec()
const [one, two] = [sampleView('one'), sampleView('two')]
const openStore = async (root: string) => {
  const store = new ParquetDatasetStore(root, { codec })
  await store.open()
  return store
}

/** Runs `step` until no operation of it is left to fail; gives how many failures there were. */
async function failEverywhere(step: (faulty: FaultyFileSystem) => Promise<void>): Promise<number> {
  let failures = 0
  for (let at = 1; ; at++) {
    let isReached = false
    for (const plan of faultPlans(at)) {
      const faulty = new FaultyFileSystem(plan)
      await step(faulty)
      if (!faulty.hasFailed) continue
      isReached = true
      failures++
    }
    if (!isReached) return failures
  }
}

/** Gives whether `operation` succeeded; anything but one of our errors is passed on. */
async function succeeds(operation: () => Promise<unknown>): Promise<boolean> {
  try {
    await operation()
    return true
  } catch (error) {
    if (error instanceof MillraceError) return false
    throw error
  }
}

test('an append whose n-th operation fails is whole or absent in each view, and its repetition completes it', async () => {
  const failures = await failEverywhere(async (faulty) => {
    const root = temporaryFolder()
    const before = await openStore(root)
    await before.append([{ table: one, rows: sampleRows([1, 1, 0]) }])
    await before.close()
    const writes = [
      { table: one, rows: sampleRows([2, 2, 0], [3, 3, 30]) },
      { table: two, rows: sampleRows([4, 4, 0], [5, 5, 30]) },
    ]
    const store = new ParquetDatasetStore(root, { codec, fileSystem: faulty.fileSystem })
    const acknowledged = await succeeds(async () => {
      await store.open()
      await store.append(writes, { transaction: 'a' })
    })
    await succeeds(() => store.close())

    const after = await openStore(root)
    assertNoOrphans(root)
    const [ofOne, ofTwo] = [await valuesOf(after, one), await valuesOf(after, two)]
    const isWhole = (found: unknown[], base: bigint[], added: bigint[]) =>
      String(found) === String([...base, ...added]) || (!acknowledged && String(found) === String(base))
    assertSame(isWhole(ofOne, [1n], [2n, 3n]), true, `view one after ${JSON.stringify(faulty.plan)}: ${ofOne}`)
    assertSame(isWhole(ofTwo, [], [4n, 5n]), true, `view two after ${JSON.stringify(faulty.plan)}: ${ofTwo}`)
    await after.append(writes, { transaction: 'a' })
    assertSame(
      [await valuesOf(after, one), await valuesOf(after, two)],
      [
        [1n, 2n, 3n],
        [4n, 5n],
      ],
      'repeated',
    )
    assertNoOrphans(root)
    await after.close()
  })
  console.log(`# ${failures} failed appends, each whole or absent`)
  assertSame(failures > 100, true, `${failures} failures`)
})

test('a compaction whose n-th operation fails loses and doubles nothing', async () => {
  const failures = await failEverywhere(async (faulty) => {
    const root = temporaryFolder()
    const before = await openStore(root)
    for (const id of [1, 2, 3]) await before.append([{ table: one, rows: sampleRows([id, id, 0], [id, -id, 30]) }])
    await before.close()
    const store = new ParquetDatasetStore(root, { codec, fileSystem: faulty.fileSystem })
    await succeeds(async () => {
      await store.open()
      await store.compact(one)
    })
    await succeeds(() => store.close())
    const after = await openStore(root)
    assertNoOrphans(root)
    const values = (await valuesOf(after, one)) as bigint[]
    assertSame(
      values.filter((value) => value > 0),
      [1n, 2n, 3n],
      `first day after ${JSON.stringify(faulty.plan)}`,
    )
    assertSame(
      values.filter((value) => value < 0),
      [-1n, -2n, -3n],
      `second day after ${JSON.stringify(faulty.plan)}`,
    )
    await after.compact(one)
    assertSame((await valuesOf(after, one)).length, 6, 'rows after another compaction')
    assertNoOrphans(root)
    await after.close()
  })
  console.log(`# ${failures} failed compactions`)
  assertSame(failures > 100, true, `${failures} failures`)
})

test('a clearing whose n-th operation fails leaves all rows or none, and can be repeated', async () => {
  const failures = await failEverywhere(async (faulty) => {
    const root = temporaryFolder()
    const before = await openStore(root)
    await before.append([{ table: one, rows: sampleRows([1, 1, 0], [2, 2, 30]) }])
    await before.close()
    const store = new ParquetDatasetStore(root, { codec, fileSystem: faulty.fileSystem })
    await succeeds(async () => {
      await store.open()
      await store.clear('shop', 'one')
    })
    await succeeds(() => store.close())
    const after = await openStore(root)
    const rows = (await valuesOf(after, one)).length
    assertSame(rows === 0 || rows === 2, true, `${rows} rows after ${JSON.stringify(faulty.plan)}`)
    await after.clear('shop', 'one')
    assertSame(await valuesOf(after, one), [], 'rows')
    await after.append([{ table: one, rows: sampleRows([3, 3, 0]) }])
    assertSame(await valuesOf(after, one), [3n], 'appended again')
    assertNoOrphans(root)
    await after.close()
  })
  console.log(`# ${failures} failed clearings`)
  assertSame(failures > 50, true, `${failures} failures`)
})

test('a read whose n-th operation fails is a typed error, and changes nothing', async () => {
  const root = temporaryFolder()
  const before = await openStore(root)
  await before.append([{ table: one, rows: sampleRows([1, 1, 0], [2, 2, 30]) }])
  const failures = await failEverywhere(async (faulty) => {
    const store = new ParquetDatasetStore(root, { codec, fileSystem: faulty.fileSystem })
    const read = async () => {
      await store.open()
      assertSame(await valuesOf(store, one), [1n, 2n], 'rows')
    }
    if (faulty.hasFailed) return
    const isRead = await succeeds(read)
    assertSame(isRead, !faulty.hasFailed, `read after ${JSON.stringify(faulty.plan)}`)
    await store.close()
  })
  assertSame(await valuesOf(before, one), [1n, 2n], 'rows')
  await before.close()
  assertSame(failures > 30, true, `${failures} failures`)
})

test('an intent whose n-th operation fails is pending if it was acknowledged, and never half', async () => {
  const record = new Uint8Array(1000).map((_, index) => index)
  const failures = await failEverywhere(async (faulty) => {
    const folder = join(temporaryFolder(), 'journal')
    const before = new FileJournal(folder)
    await before.open()
    const first = await before.begin(Uint8Array.of(1))
    await before.close()
    const journal = new FileJournal(folder, { fileSystem: faulty.fileSystem })
    let id: string | null = null
    const isDone = await succeeds(async () => {
      await journal.open()
      id = await journal.begin(record)
      await journal.done(first)
    })
    await succeeds(() => journal.close())
    const after = new FileJournal(folder)
    await after.open()
    const pending = []
    for await (const intent of after.pending()) pending.push(intent)
    for (const intent of pending)
      assertSame(
        [...intent.record],
        intent.id === first ? [1] : [...record],
        `a record after ${JSON.stringify(faulty.plan)}`,
      )
    const ids = pending.map((intent) => intent.id)
    if (id !== null) assertSame(ids.includes(id), true, `acknowledged after ${JSON.stringify(faulty.plan)}`)
    if (isDone) assertSame(ids, [id], 'what is done is not pending')
    for (const done of ids) await after.done(done)
    await after.close()
  })
  console.log(`# ${failures} failed intents`)
  assertSame(failures > 20, true, `${failures} failures`)
})

test.run()
