import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BackendFactory } from '../../src/backends/factory.js'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import { MillraceError } from '../../src/errors.js'

function failure(operation: () => unknown): MillraceError {
  try {
    operation()
  } catch (error) {
    if (error instanceof MillraceError) return error
    throw error
  }
  throw new Error('no error')
}

test('wasm and js are there, each one object', () => {
  assert.equal(BackendFactory.names().slice(0, 2), ['wasm', 'js'])
  for (const name of ['wasm', 'js']) {
    assert.is(BackendFactory.get(name).name, name)
    assert.is(BackendFactory.get(name), BackendFactory.get(name))
  }
})

test('a backend of a third party is made once, at its first use', () => {
  let made = 0
  class Mine extends JsBackend {
    constructor() {
      super()
      made++
    }
  }
  BackendFactory.register('mine', () => new Mine())
  assert.is(made, 0)
  assert.instance(BackendFactory.get('mine'), Mine)
  BackendFactory.get('mine')
  assert.is(made, 1)
  assert.ok(BackendFactory.names().includes('mine'))
})

test('a maker that fails may be asked again', () => {
  let calls = 0
  BackendFactory.register('flaky', () => {
    if (calls++ === 0) throw new Error('not yet')
    return new JsBackend()
  })
  assert.throws(() => BackendFactory.get('flaky'), /not yet/)
  assert.instance(BackendFactory.get('flaky'), JsBackend)
})

test('unknown and taken names are typed errors', () => {
  const unknown = failure(() => BackendFactory.get('wasn'))
  assert.is(unknown.code, 'MILLRACE_BACKEND_NOT_FOUND')
  assert.match(unknown.message, /did you mean "wasm"\?\): wasn$/)
  for (const name of ['__proto__', 'constructor', '']) {
    assert.is(failure(() => BackendFactory.get(name)).code, 'MILLRACE_BACKEND_NOT_FOUND')
  }
  const taken = failure(() => BackendFactory.register('js', () => new JsBackend()))
  assert.is(taken.code, 'MILLRACE_DUPLICATE_NAME')
  assert.match(taken.message, /: js$/)
  assert.is(failure(() => BackendFactory.register('', () => new JsBackend())).code, 'MILLRACE_INVALID_ARGUMENT')
  assert.is(failure(() => BackendFactory.register('none', undefined as never)).code, 'MILLRACE_INVALID_ARGUMENT')
  assert.not(BackendFactory.names().includes('none'))
})

test.run()
