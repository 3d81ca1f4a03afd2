// A process that appends until it is killed, through the journal as a push does: argv: folder, first number.
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { FileJournal } from '../../src/stores/file-journal.js'
import { ParquetWasmCodec } from '../../src/stores/offline/codec/parquet-wasm-codec.js'
import { ParquetDatasetStore } from '../../src/stores/offline/parquet-dataset-store.js'
import { decodeAppend, encodeAppend, writesOf } from './offline-appends.js'

const [folder, first] = process.argv.slice(2) as [string, string]
const codec = new ParquetWasmCodec()
const store = new ParquetDatasetStore(join(folder, 'offline'), { codec })
const journal = new FileJournal(join(folder, 'journal'))
await store.open()
await journal.open()
for await (const { id, record } of journal.pending()) {
  await store.append(writesOf(decodeAppend(record)), { transaction: id })
  await journal.done(id)
}
// The first file takes ten times as long as later ones, and the kills should be spread over all steps.
await codec.write(writesOf(0)[0]!.rows)
writeSync(1, 'open\n')
for (let number = Number(first); ; number++) {
  writeSync(1, `begin ${number}\n`)
  const id = await journal.begin(encodeAppend(number))
  writeSync(1, `journalled ${number}\n`)
  await store.append(writesOf(number), { transaction: id })
  writeSync(1, `appended ${number}\n`)
  await journal.done(id)
  if (number % 7 === 0) await store.compact(writesOf(number)[0]!.table)
}
