import { test } from 'uvu'
import { backendSuite } from '../../src/testing/backend-suite.js'
import { rowBackends } from '../support/row-backend.js'

for (const backend of rowBackends())
  backendSuite({ test: (name, run) => test(`${backend.name}: ${name}`, run), makeBackend: () => backend })

test.run()
