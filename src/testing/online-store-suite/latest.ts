import fc from 'fast-check'
import { encodeEntityKeys } from '../../stores/key-codec.js'
import type { OnlineStore } from '../../stores/online/online-store.js'
import { storagePrefix } from '../../stores/online/storage-key.js'
import { assertSame, show } from '../assertion.js'
import {
  readRows,
  type SampleRow,
  sampleColumns,
  sampleTable,
  sampleWrite,
  storedBytes,
  writeRows,
} from '../online-store-samples.js'
import type { OnlineStoreSuite } from '../online-store-suite.js'

const table = sampleTable('shop', 'latest', { id: 'int32' }, { value: 'int64', name: 'string' })

/** That the latest row wins, in whatever order rows come. */
export function latestTests({ withStore }: OnlineStoreSuite): void {
  withStore('keeps the row with the greatest event and created timestamps', async (store) => {
    const steps: { event: bigint; created?: bigint; taken: boolean }[] = [
      { event: -5n, taken: true },
      { event: -6n, taken: false },
      { event: -5n, created: -(2n ** 62n), taken: true },
      { event: -5n, taken: false },
      { event: -5n, created: -1n, taken: true },
      { event: -5n, created: 0n, taken: true },
      { event: -5n, created: -1n, taken: false },
      { event: -5n, created: 255n, taken: true },
      { event: -5n, created: 256n, taken: true },
      { event: -5n, created: 255n, taken: false },
      { event: 0n, taken: true },
      { event: -1n, created: 2n ** 63n - 1n, taken: false },
      { event: 2n ** 32n, created: 1n, taken: true },
      { event: 2n ** 32n - 1n, created: 2n, taken: false },
      { event: 2n ** 63n - 1n, created: 2n ** 63n - 1n, taken: true },
    ]
    let current = -1n
    for (const [index, { taken, ...times }] of steps.entries()) {
      const result = await writeRows(store, table, [{ key: [1], values: [BigInt(index), null], ...times }])
      assertSame(result, { written: taken ? 1 : 0, ignored: taken ? 0 : 1 }, `step ${index}`)
      if (taken) current = BigInt(index)
      assertSame((await readRows(store, table, [[1]], ['value'])).rows, [[current]], `after step ${index}`)
    }
  })

  withStore('overwrites an equally late row', async (store) => {
    for (const value of [1n, 2n])
      await writeRows(store, table, [{ key: [1], values: [value, 'a'], event: 9n, created: 9n }])
    assertSame((await readRows(store, table, [[1]])).rows, [[2n, 'a']], 'the later write')
  })

  withStore('keeps the latest of the rows of one call that share a key', async (store) => {
    const row = (id: number, value: bigint, event: bigint): SampleRow => ({ key: [id], values: [value, 'x'], event })
    const results = await store.write([
      sampleWrite(table, [row(1, 1n, 5n), row(1, 2n, 7n), row(1, 3n, 6n), row(2, 4n, 1n)]),
      sampleWrite(table, [row(2, 5n, 1n), row(1, 6n, 3n)]),
    ])
    assertSame(
      results,
      [
        { written: 1, ignored: 3 },
        { written: 1, ignored: 1 },
      ],
      'results',
    )
    assertSame((await readRows(store, table, [[1], [2]], ['value'])).rows, [[2n], [5n]], 'rows')
    const all = await writeRows(store, table, [row(1, 7n, 1n), row(1, 8n, 7n), row(1, 9n, 2n)])
    assertSame(all, { written: 1, ignored: 2 }, 'against what was stored')
    assertSame((await readRows(store, table, [[1]], ['value'])).rows, [[8n]], 'the row')
  })

  withStore('ends with the same bytes in whatever order and batches rows are written', async (store) => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(scrambledRows, async ({ rows, order, cuts, again }) => {
        const scrambled = order.map((index) => rows[index]!)
        const [straight, shuffled] = [`p${++run}`, `p${++run}`]
        await writeBatches(store, straight, [rows])
        // Written again in part, as after an interruption.
        await writeBatches(store, shuffled, [...batches(scrambled, cuts), scrambled.slice(0, again)])
        assertSame(await bytesOf(store, shuffled), await bytesOf(store, straight), 'bytes')
        assertSame(await winnersOf(store, straight), expectedWinners(rows), 'winners')
      }),
      { numRuns: 40 },
    )
  })
}

const KEYS = [0, 1, 2, 3]

/** Rows whose timestamps tell their values, so that equally late rows are equal, and a way to scramble them. */
const scrambledRows = fc
  .array(
    fc.record({
      id: fc.constantFrom(...KEYS),
      event: fc.integer({ min: -2, max: 3 }),
      created: fc.option(fc.integer({ min: -2, max: 2 })),
    }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .chain((drawn) =>
    fc.record({
      rows: fc.constant(drawn.map(sampleRow)),
      order: fc.shuffledSubarray(
        drawn.map((_, index) => index),
        { minLength: drawn.length },
      ),
      cuts: fc.array(fc.nat({ max: drawn.length })),
      again: fc.nat({ max: drawn.length }),
    }),
  )

function sampleRow({ id, event, created }: { id: number; event: number; created: number | null }): SampleRow {
  return {
    key: [id],
    values: [BigInt(event * 10 + (created ?? 5)), `${event}/${created}`],
    event: BigInt(event),
    ...(created === null ? {} : { created: BigInt(created) }),
  }
}

function batches(rows: readonly SampleRow[], cuts: readonly number[]): SampleRow[][] {
  const edges = [0, ...[...cuts].sort((left, right) => left - right), rows.length]
  return edges.slice(1).map((end, index) => rows.slice(edges[index], end))
}

async function writeBatches(
  store: OnlineStore,
  project: string,
  all: readonly (readonly SampleRow[])[],
): Promise<void> {
  const scrambled = { ...table, project }
  await Promise.all(all.map((rows) => writeRows(store, scrambled, rows)))
}

async function bytesOf(store: OnlineStore, project: string): Promise<string[]> {
  const columns = sampleColumns(
    table.joinKeys,
    KEYS.map((id) => [id]),
  )
  const keys = encodeEntityKeys(table.joinKeys, columns, KEYS.length, storagePrefix(project, table.view))
  return (await storedBytes(store, keys)).map((row) => show(row && Uint8Array.from(row)))
}

async function winnersOf(store: OnlineStore, project: string): Promise<unknown[]> {
  return (
    await readRows(
      store,
      { ...table, project },
      KEYS.map((id) => [id]),
      ['name'],
    )
  ).rows
}

function expectedWinners(rows: readonly SampleRow[]): unknown[] {
  const rank = ({ event, created }: SampleRow) => event * 100n + (created ?? -50n)
  return KEYS.map((id) => {
    const [winner] = rows.filter(({ key }) => key[0] === id).sort((left, right) => Number(rank(right) - rank(left)))
    return [winner?.values[1] ?? null]
  })
}
