import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { type ErrorCode, MillraceError } from '../../src/errors.js'
import { type BackendSkip, backendSuite } from '../../src/testing/backend-suite.js'

class WithoutLower extends JsBackend {
  override readonly supports = Object.freeze({ missingFunctions: ['lower'], missingTypes: [], bitIdentical: true })
}

class WithoutSort extends JsBackend {
  protected override _sort(): never {
    throw new MillraceError('MILLRACE_BACKEND_UNSUPPORTED', 'This backend does not sort: sort')
  }
}

const skipped = 'sort: nulls come last by default, either way'

function declare(makeBackend: () => JsBackend, skip: readonly BackendSkip[] = []): Map<string, () => Promise<void>> {
  const tests = new Map<string, () => Promise<void>>()
  backendSuite({ test: (name, run) => tests.set(name, run), makeBackend, skip })
  return tests
}

async function fails(run: () => Promise<void>): Promise<string> {
  try {
    await run()
  } catch (error) {
    return String(error)
  }
  return 'passed'
}

const skip = (code: ErrorCode): readonly BackendSkip[] => [{ test: skipped, reason: 'sorts nowhere', code }]

test('names of tests are distinct', () => {
  const names: string[] = []
  backendSuite({ test: (name) => names.push(name), makeBackend: () => new JsBackend() })
  assert.is(new Set(names).size, names.length)
})

test('a backend that lacks something fails, unless the skip says how', async () => {
  assert.match(await fails(declare(() => new WithoutSort()).get(skipped)!), /MillraceError/)
  const name = `${skipped} [skipped: sorts nowhere]`
  const known = declare(() => new WithoutSort(), skip('MILLRACE_BACKEND_UNSUPPORTED'))
  assert.is(await fails(known.get(name)!), 'passed')
  assert.match(await fails(declare(() => new WithoutSort(), skip('MILLRACE_OUT_OF_MEMORY')).get(name)!), /another way/)
  assert.match(
    await fails(declare(() => new JsBackend(), skip('MILLRACE_BACKEND_UNSUPPORTED')).get(name)!),
    /drop the skip/,
  )
})

test('a skip that names no test is an error', () => {
  const wrong = [{ test: 'sort: sideways', reason: 'none', code: 'MILLRACE_BACKEND_UNSUPPORTED' as const }]
  assert.throws(() => declare(() => new JsBackend(), wrong), /No test .*: sort: sideways$/)
})

test('a function that the manifest says is missing must be refused by its code', async () => {
  const tests = [...declare(() => new WithoutLower())].filter(([name]) => name.startsWith('function lower'))
  assert.is(tests.length, 2)
  for (const [, run] of tests) assert.is(await fails(run), 'passed')
})

test.run()
