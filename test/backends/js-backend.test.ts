import { test } from 'uvu'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { backendSuite } from '../../src/testing/backend-suite.js'

backendSuite({ test, makeBackend: () => new JsBackend() })

test.run()
