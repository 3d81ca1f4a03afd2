import type { OnlineStore } from '../../stores/online/online-store.js'
import { assertCode, assertSame } from '../assertion.js'
import { readRows, sampleColumns, sampleTable, sampleWrite } from '../online-store-samples.js'
import type { OnlineStoreSuite } from '../online-store-suite.js'

const views = [sampleTable('shop', 'left'), sampleTable('shop', 'right', { id: 'int64' }, { other: 'int64' })]
const IDS = Array.from({ length: 20 }, (_, id) => [id])

/** That what one call writes is seen all at once or not at all. */
export function visibilityTests({ withStore }: OnlineStoreSuite): void {
  withStore('writes nothing at all where one of several writes is wrong', async (store) => {
    const good = sampleWrite(views[0]!, [{ key: [1], values: [1n], event: 1n }])
    const bad = sampleWrite(views[1]!, [{ key: [null], values: [1n], event: 1n }])
    await assertCode(() => store.write([good, bad]), 'MILLRACE_MISSING_KEY', 'the call')
    assertSame((await readRows(store, views[0]!, [[1]])).found, [0], 'the other view')
  })

  withStore('never shows half of a write to those who read meanwhile', async (store) => {
    const rounds = 60
    let writing = true
    const writer = (async () => {
      for (let round = 1n; round <= rounds; round++) await writeRound(store, round)
      writing = false
    })()
    let seen = 0
    const readers = [0, 1, 2].map(async () => {
      while (writing) {
        assertWhole(store, await roundsSeen(store))
        seen++
        // Lets other work of the process come in between.
        await new Promise((resolve) => setTimeout(resolve, 0))
      }
    })
    await Promise.all([writer, ...readers])
    assertSame(seen > 0, true, 'something was read meanwhile')
    assertSame(new Set(await roundsSeen(store).then((all) => all.flat())), new Set([BigInt(rounds)]), 'the last round')
  })

  withStore('takes many calls at once', async (store) => {
    const results = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        await writeRound(store, BigInt(index))
        const [row] = await roundsSeen(store)
        return row!.every((value) => value !== null)
      }),
    )
    assertSame(results.every(Boolean), true, 'each sees what it wrote or something later')
    assertSame(new Set((await roundsSeen(store)).flat()), new Set([199n]), 'the last one wins')
  })
}

async function writeRound(store: OnlineStore, round: bigint): Promise<void> {
  await store.write(
    views.map((view) =>
      sampleWrite(
        view,
        IDS.map((key) => ({ key, values: [round], event: round })),
      ),
    ),
  )
}

/** The round each view shows for each key, read with one call. */
async function roundsSeen(store: OnlineStore): Promise<(bigint | null)[][]> {
  const results = await store.read(
    views.map((table) => ({
      table,
      keys: sampleColumns(table.joinKeys, IDS),
      fields: table.fields.map(({ name }) => name),
    })),
  )
  return results.map(({ found, columns }) =>
    Array.from(found, (present, row) => (present === 1 ? (columns[0]!.values as BigInt64Array)[row]! : null)),
  )
}

function assertWhole(store: OnlineStore, rounds: (bigint | null)[][]): void {
  const [left, right] = rounds
  if (store.supports.atomicity === 'call')
    assertSame(new Set(rounds.flat()).size, 1, 'one round for all views and keys')
  else assertSame(left, right, 'one round for all views of a key')
}
