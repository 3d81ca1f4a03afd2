// Writes rounds of rows to a LevelDB online store until it is killed, and prints each round once it is acknowledged.
// Usage: tsx test/fault/online-writer.ts <location>
import { LevelOnlineStore } from '../../src/stores/online/level-online-store.js'
import { readRound, roundWrites } from './online-rounds.js'

const store = new LevelOnlineStore({ location: process.argv[2]! })
await store.open()
const [last] = await readRound(store)
for (let round = (last ?? 0n) + 1n; ; round++) {
  await store.write(roundWrites(round))
  process.stdout.write(`${round}\n`)
}
