import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LevelOnlineStore } from '../../src/stores/online/level-online-store.js'
import { assertCode } from '../../src/testing/assertion.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** Opens a location in another process; gives "open", or the error's code. */
function openElsewhere(location: string): string {
  const script = `
    import { LevelOnlineStore } from './src/stores/online/level-online-store.js'
    const store = new LevelOnlineStore({ location: ${JSON.stringify(location)} })
    try {
      await store.open()
      console.log('open')
      await store.close()
    } catch (error) {
      console.log(error.code)
    }`
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  return stdout.trim()
}

test('keeps other processes out, before and after a second open in this one', async () => {
  const location = temporaryFolder()
  const store = new LevelOnlineStore({ location })
  await store.open()
  assert.is(openElsewhere(location), 'MILLRACE_STORE_LOCKED')
  // Without the guard of open-locations this open fails too, but takes LevelDB's lock away with it.
  const second = new LevelOnlineStore({ location })
  await assertCode(() => second.open(), 'MILLRACE_STORE_LOCKED', 'a second object')
  assert.is(second.status, 'closed')
  assert.is(openElsewhere(location), 'MILLRACE_STORE_LOCKED')
  await store.close()
  assert.is(openElsewhere(location), 'open')
  await second.open()
  await second.close()
})

test('knows a location by whatever path it is reached', async () => {
  const folder = temporaryFolder()
  const location = join(folder, 'store')
  mkdirSync(location)
  const link = join(folder, 'link')
  symlinkSync(location, link)
  const store = new LevelOnlineStore({ location })
  await store.open()
  for (const other of [link, `${location}/`, join(link, '..', 'store'), relative(process.cwd(), location)]) {
    await assertCode(() => new LevelOnlineStore({ location: other }).open(), 'MILLRACE_STORE_LOCKED', other)
  }
  await store.close()
  const linked = new LevelOnlineStore({ location: link })
  await linked.open()
  await linked.close()
})

test('gives a location back when it cannot be opened, and says why', async () => {
  const location = temporaryFolder()
  const store = new LevelOnlineStore({ location })
  await store.open()
  await store.close()
  const current = join(location, 'CURRENT')
  const whole = readFileSync(current)
  for (const [content, code] of [
    ['MANIFEST-999999\n', 'MILLRACE_STORE_UNAVAILABLE'],
    ['no line end', 'MILLRACE_ROW_CORRUPT'],
  ] as const) {
    writeFileSync(current, content)
    const error = await assertCode(() => store.open(), code, content)
    assert.match(error.message, location)
  }
  writeFileSync(current, whole)
  await store.open()
  await store.close()
})

test('says that a location cannot be a folder', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, 'x')
  await assertCode(() => new LevelOnlineStore({ location: file }).open(), 'MILLRACE_STORE_UNAVAILABLE', 'a file')
  await assertCode(
    () => new LevelOnlineStore({ location: join(file, 'x') }).open(),
    'MILLRACE_STORE_UNAVAILABLE',
    'in a file',
  )
  await assertCode(() => new LevelOnlineStore({ location: '' }), 'MILLRACE_INVALID_ARGUMENT', 'no name')
})

test.run()
