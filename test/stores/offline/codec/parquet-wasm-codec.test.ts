import { test } from 'uvu'
import { ParquetWasmCodec } from '../../../../src/stores/offline/codec/parquet-wasm-codec.js'
import { parquetCodecSuite } from '../../../../src/testing/parquet-codec-suite.js'

const codec = new ParquetWasmCodec()
await codec.load()
parquetCodecSuite({ test, makeCodec: () => codec })

test.run()
