import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import { FileJournal } from '../../src/stores/file-journal.js'
import type { Journal } from '../../src/stores/journal.js'
import { MemoryJournal } from '../../src/stores/memory-journal.js'
import { claimToken, releaseToken } from '../../src/stores/writer-token.js'
import { assertCode, assertSame } from '../../src/testing/assertion.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const bytes = (text: string) => new TextEncoder().encode(text)

async function pendingOf(journal: Journal): Promise<[id: string, text: string][]> {
  const intents: [string, string][] = []
  for await (const { id, record } of journal.pending()) intents.push([id, new TextDecoder().decode(record)])
  return intents
}

const makers: Readonly<Record<string, () => Journal>> = {
  MemoryJournal: () => new MemoryJournal(),
  FileJournal: () => new FileJournal(join(temporaryFolder(), 'a/journal')),
}

for (const [name, make] of Object.entries(makers)) {
  test(`${name}: what was begun is pending, in order, until it is done`, async () => {
    const journal = make()
    await journal.open()
    const ids = await Promise.all(Array.from({ length: 12 }, (_, index) => journal.begin(bytes(`record ${index}`))))
    assertSame(
      await pendingOf(journal),
      ids.map((id, index) => [id, `record ${index}`]),
      'all',
    )
    await journal.done(ids[3]!)
    await journal.done(ids[3]!)
    await journal.done('nothing')
    await journal.done('../../etc/passwd')
    assertSame((await pendingOf(journal)).length, 11, 'but one')
    for (const id of ids) await journal.done(id)
    assertSame(await pendingOf(journal), [], 'none')
    await journal.close()
  })

  test(`${name}: ids never come again`, async () => {
    const seen = new Set<string>()
    for (let round = 0; round < 5; round++) {
      const journal = make()
      await journal.open()
      for (let index = 0; index < 5; index++) {
        const id = await journal.begin(bytes('x'))
        assertSame(seen.has(id), false, id)
        seen.add(id)
        await journal.done(id)
      }
      await journal.close()
    }
  })

  test(`${name}: a record is kept as it was given`, async () => {
    const journal = make()
    await journal.open()
    const record = bytes('first')
    await journal.begin(record)
    record.fill(0)
    await journal.begin(new Uint8Array(0))
    assertSame(
      (await pendingOf(journal)).map(([, text]) => text),
      ['first', ''],
      'records',
    )
    await journal.close()
  })

  test(`${name}: a closed journal, and a record that is no bytes, are typed errors`, async () => {
    const journal = make()
    await assertCode(() => journal.begin(bytes('x')), 'MILLRACE_STORE_CLOSED', 'begin')
    await assertCode(() => journal.done('x'), 'MILLRACE_STORE_CLOSED', 'done')
    await assertCode(() => pendingOf(journal), 'MILLRACE_STORE_CLOSED', 'pending')
    await journal.open()
    await assertCode(() => journal.begin('x' as unknown as Uint8Array), 'MILLRACE_INVALID_ARGUMENT', 'a text')
    await journal.close()
  })
}

async function reopened(folder: string): Promise<FileJournal> {
  const journal = new FileJournal(folder)
  await journal.open()
  return journal
}

test('intents are there after a reopening, and later ones come after them', async () => {
  const folder = temporaryFolder()
  const first = await reopened(folder)
  for (const text of ['a', 'b', 'c']) await first.begin(bytes(text))
  await first.close()
  const second = await reopened(folder)
  await second.done((await pendingOf(second))[1]![0])
  await second.begin(bytes('d'))
  await second.close()
  const third = await reopened(folder)
  assertSame(
    (await pendingOf(third)).map(([, text]) => text),
    ['a', 'c', 'd'],
    'records',
  )
  await third.close()
})

test('a temporary file that a crash left is removed, other files stay', async () => {
  const folder = temporaryFolder()
  const journal = await reopened(folder)
  await journal.begin(bytes('a'))
  await journal.close()
  // Process numbers go up to 2^22, so this one never was.
  const token = claimToken()
  const machine = token.slice(0, 6)
  writeFileSync(join(folder, `tmp-${token}`), 'being written')
  writeFileSync(join(folder, `tmp-${machine}-99999999-0123456789abcdef`), 'MRJ1 and half of')
  writeFileSync(join(folder, 'tmp-ffffff-99999999-0123456789abcdef'), 'of another machine')
  writeFileSync(join(folder, 'readme.txt'), 'mine')
  const again = await reopened(folder)
  assertSame(
    (await pendingOf(again)).map(([, text]) => text),
    ['a'],
    'records',
  )
  const others = readdirSync(folder)
    .filter((name) => !name.endsWith('.intent'))
    .sort()
  assertSame(others, ['readme.txt', `tmp-${token}`, 'tmp-ffffff-99999999-0123456789abcdef'].sort(), 'files')
  await again.close()
  releaseToken(token)
  await (await reopened(folder)).close()
  assertSame(readdirSync(folder).includes(`tmp-${token}`), false, 'no longer being written')
})

test('a damaged intent is a typed error that names the file, wherever it is damaged', async () => {
  const folder = temporaryFolder()
  const journal = await reopened(folder)
  for (const text of ['before', 'the damaged one', 'after']) await journal.begin(bytes(text))
  const path = join(folder, readdirSync(folder).sort()[1]!)
  const good = readFileSync(path)
  const assertCorrupt = async (what: string) => {
    const error = await assertCode(() => pendingOf(journal), 'MILLRACE_JOURNAL_CORRUPT', what)
    assertSame(error.message.includes(path), true, error.message)
  }
  for (let at = 0; at < good.length; at++) {
    const damaged = Buffer.from(good)
    damaged[at]! ^= 1 << (at % 8)
    writeFileSync(path, damaged)
    await assertCorrupt(`byte ${at}`)
    writeFileSync(path, good.subarray(0, at))
    await assertCorrupt(`cut at ${at}`)
  }
  writeFileSync(path, Buffer.concat([good, Buffer.of(0)]))
  await assertCorrupt('a byte too many')
  writeFileSync(path, good)
  assertSame((await pendingOf(journal)).length, 3, 'undamaged')
  await journal.close()
})

test.run()
