/**
 * What the worker of {@link LoadersGlCodec} runs, as CommonJS text: the ES module of @loaders.gl/parquet (4.5) does not
 * load in Node, and a worker that is a file of its own would have to be found beside every build of this one.
 *
 * `workerData` is the path of a module from which @loaders.gl/parquet resolves. A message `{ id, decode }` or
 * `{ id, encode }` carries the bytes of a Parquet file or of an Arrow IPC stream; the answer is `{ id, bytes }` with the
 * other, or `{ id, error }`.
 */
export const loadersGlWorker = `
const { parentPort, workerData } = require('node:worker_threads')
const { createRequire } = require('node:module')
const require_ = createRequire(workerData)
const { ParquetArrowLoader, ParquetArrowWriter } = require_('@loaders.gl/parquet')
const { tableFromIPC, tableToIPC } = createRequire(require_.resolve('@loaders.gl/parquet'))('apache-arrow')

async function decode(bytes) {
  const { data } = await ParquetArrowLoader.parse(bytes.buffer, { parquet: { batchSize: 1048576 } })
  return tableToIPC(data, 'stream')
}

async function encode(bytes) {
  return new Uint8Array(await ParquetArrowWriter.encode({ shape: 'arrow-table', data: tableFromIPC(bytes) }, {}))
}

parentPort.on('message', async (message) => {
  try {
    const bytes = await (message.decode ? decode(message.decode) : encode(message.encode))
    parentPort.postMessage({ id: message.id, bytes })
  } catch (error) {
    parentPort.postMessage({ id: message.id, error: String(error && error.message || error) })
  }
})
`
