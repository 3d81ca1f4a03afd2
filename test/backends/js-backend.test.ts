import { test } from 'uvu'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { backendSuite } from '../../src/testing/backend-suite.js'
import { readableErrors } from '../support/readable-errors.js'

backendSuite({ test: (name, run) => test(name, readableErrors(run)), makeBackend: () => new JsBackend() })

test.run()
