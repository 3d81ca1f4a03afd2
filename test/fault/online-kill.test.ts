import { spawn } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LevelOnlineStore } from '../../src/stores/online/level-online-store.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { readRound } from './online-rounds.js'

const KILLS = 25

/** Runs the writer and kills it some milliseconds after its first round; gives the last round it acknowledged. */
function writeAndKill(location: string, milliseconds: number): Promise<bigint> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/fault/online-writer.ts', location], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      if (output === '') setTimeout(() => child.kill('SIGKILL'), milliseconds)
      output += chunk
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the writer ended by itself: ${code} ${signal}`))
      // What follows the last line end was cut off.
      else resolve(BigInt(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1)!))
    })
  })
}

test(`loses no acknowledged write and tears none in ${KILLS} kills`, async () => {
  const location = temporaryFolder()
  let beyond = 0
  let last = 0n
  for (let kill = 0; kill < KILLS; kill++) {
    const acknowledged = await writeAndKill(location, Math.random() * 60)
    assert.ok(acknowledged > last, 'the writer went on where the store was')
    const store = new LevelOnlineStore({ location })
    await store.open()
    const rounds = await readRound(store)
    await store.close()
    assert.is(rounds.length, 1, `after kill ${kill} the store holds the rounds ${rounds}`)
    last = rounds[0]!
    assert.ok(last >= acknowledged, `round ${acknowledged} was acknowledged, the store holds ${last}`)
    if (last > acknowledged) beyond++
  }
  console.log(`# ${KILLS} kills, ${last} rounds, ${beyond} times one was written but not yet acknowledged`)
})

test.run()
