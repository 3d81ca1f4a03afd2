import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BackendFactory, JsBackend, WasmBackend } from '../../src/backend.js'
import { drivers, openRequestStore, requested } from '../support/request-store.js'

let calls = 0

class CountingJs extends JsBackend {
  protected override _withColumns(...args: Parameters<JsBackend['_withColumns']>) {
    calls++
    return super._withColumns(...args)
  }
}

class CountingWasm extends WasmBackend {
  protected override _withColumns(...args: Parameters<WasmBackend['_withColumns']>) {
    calls++
    return super._withColumns(...args)
  }
}

BackendFactory.register('counting js', () => new CountingJs())
BackendFactory.register('counting wasm', () => new CountingWasm())

const entities = Array.from({ length: drivers }, (_, driver_id) => ({ driver_id }))

/** A request's answer, the calls of the backend that it took, and how its plan says it ran. */
async function request(backend: string, rows: number) {
  const store = await openRequestStore(backend)
  const options = { features: requested, entities: entities.slice(0, rows) }
  calls = 0
  const answer = await store.getOnlineFeatures({ ...options, transform: true })
  const taken = calls
  const plan = await store.explain(options)
  await store.close()
  return { rows: answer.rows, calls: taken, plan }
}

for (const rows of [0, 1, 64])
  test(`a request of ${rows} rows is computed by the js backend itself, and by a function of the wasm backend`, async () => {
    const js = await request('counting js', rows)
    const wasm = await request('counting wasm', rows)
    assert.is(js.calls, 2)
    assert.match(js.plan, /transform second \(transform, js frame\)/)
    assert.is(wasm.calls, 0)
    for (const node of ['join', 'transform', 'collect']) assert.match(wasm.plan, `(${node}, wasm closure)`)
    assert.equal(wasm.rows, js.rows)
  })

test('more rows than that are computed in a frame of the backend', async () => {
  const wasm = await request('counting wasm', 65)
  assert.is(wasm.calls, 2)
  assert.match(wasm.plan, /transform second \(transform, wasm frame\)/)
  assert.equal(wasm.rows, (await request('js', 65)).rows)
})

test('where code from text is forbidden, the program of the wasm backend computes few rows', async () => {
  const flags = ['--disallow-code-generation-from-strings', '--import', 'tsx', 'test/support/request-without-code.ts']
  const [rows, ...plan] = execFileSync(process.execPath, flags, { encoding: 'utf8' }).trim().split('\n')
  const expected = (await request('js', 4)).rows.filter((_, row) => row === 1 || row === 3)
  assert.is(
    rows,
    JSON.stringify(expected, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
  )
  assert.match(plan.join('\n'), /transform second \(transform, wasm frame\)/)
})

test.run()
