import { test } from 'uvu'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import { backendSuite } from '../../src/testing/backend-suite.js'

backendSuite({ test, makeBackend: () => new WasmBackend() })

test.run()
