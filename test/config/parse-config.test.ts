// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment are written so
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseConfig, parseConfigText } from '../../src/config/parse-config.js'
import { MillraceError } from '../../src/errors.js'

function refuses(text: string, pattern: RegExp, environment: Record<string, string> = {}) {
  try {
    parseConfigText(text, environment)
  } catch (error) {
    assert.instance(error, MillraceError)
    assert.is((error as MillraceError).code, 'MILLRACE_INVALID_CONFIG')
    assert.match((error as MillraceError).message, pattern)
    return
  }
  assert.unreachable(`accepted: ${text}`)
}

test('a project is enough', () => {
  assert.equal(parseConfigText('project: rides', {}), {
    project: 'rides',
    provider: 'local',
    registry: { path: 'data/registry.json' },
    online_store: { type: 'level', path: 'data/online' },
    offline_store: { type: 'file', path: 'data/offline' },
    realtime_engine: { type: 'local', backend: 'wasm' },
    entity_key_serialization_version: 3,
  })
})

test("the specification's example, with a backend of ours", () => {
  const config = parseConfigText(
    [
      'project: my_project',
      'provider: local',
      'realtime_engine:',
      '  type: local  # the only one',
      '  backend: js',
      'online_store:',
      '  type: redis',
      '  connection_string: localhost:6379',
      'offline_store:',
      '  type: file',
      'entity_key_serialization_version: 3',
    ].join('\n'),
    {},
  )
  assert.is(config.realtime_engine.backend, 'js')
  assert.equal(config.online_store, { type: 'redis', connection_string: 'localhost:6379' })
  assert.is(config.offline_store.path, 'data/offline')
})

test('a registry is a path or an object with one', () => {
  assert.is(parseConfig({ project: 'a', registry: 'r.json' }, {}).registry.path, 'r.json')
  assert.is(parseConfig({ project: 'a', registry: { path: 'r.json' } }, {}).registry.path, 'r.json')
  refuses('project: a\nregistry: 5', /registry is a path or \{path: ...\}; got 5/)
})

test('unknown keys are refused with the nearest known one', () => {
  refuses('project: a\nonlin_store: {type: level}', /unknown key 'onlin_store'; did you mean "online_store"\?/)
  refuses('projct: a', /unknown key 'projct'; did you mean "project"\?/)
  refuses('project: a\nregistry: {pth: x}', /unknown key 'pth' in registry; did you mean "path"\?/)
  refuses(
    'project: a\nonline_store: {type: redis, conection_string: x}',
    /in online_store; did you mean "connection_string"\?/,
  )
  refuses('project: a\nonline_store: {type: memory, path: x}', /unknown key 'path' in online_store; there is type/)
  refuses('project: a\n__proto__: {x: 1}', /unknown key '__proto__'/)
  refuses('project: a\nconstructor: {x: 1}', /unknown key 'constructor'/)
})

test('wrong values are refused with the value', () => {
  refuses('', /the document: expected object, received null/)
  refuses('- a', /expected object, received array/)
  refuses('project: 1', /project: expected string, received number; got 1/)
  refuses('project: ../x', /project: expected letters, digits and underscores.*got "\.\.\/x"/)
  refuses('project: a\nprovider: gcp', /provider: expected "local"; got "gcp"/)
  refuses(
    'project: a\nonline_store: {type: sqlite}',
    /online_store\.type is one of memory, level, leveldb, redis; got "sqlite"/,
  )
  refuses('project: a\nonline_store: {}', /online_store\.type is one of .*got nothing/)
  refuses('project: a\nonline_store: level', /online_store: expected object, received string; got "level"/)
  refuses('project: a\nonline_store: {type: redis, command_timeout_ms: 0}', /command_timeout_ms.*got 0/)
  refuses('project: a\noffline_store: {type: spark}', /offline_store\.type: expected "file"; got "spark"/)
  refuses('project: a\nrealtime_engine: {type: remote}', /realtime_engine\.type: expected "local"; got "remote"/)
  refuses('project: a\nentity_key_serialization_version: 2', /only version 3 is written and read; got 2/)
})

test('text that is not YAML is refused with its place', () => {
  refuses('project: [', /is not YAML.*line 1/s)
  refuses('project: a\nproject: b', /Map keys must be unique at line 2/)
  const bomb = [
    'project: &a [x, x, x, x, x, x, x, x, x]',
    ...[...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`),
  ]
  refuses(bomb.join('\n'), /./)
})

test('the environment is expanded in values', () => {
  const config = parseConfigText(
    'project: ${P}\nonline_store: {type: redis, connection_string: "${H:-localhost}:${PORT}", command_timeout_ms: "${T}"}',
    {
      P: 'rides',
      PORT: '6380',
      T: '250',
    },
  )
  assert.is(config.project, 'rides')
  assert.equal(config.online_store, {
    type: 'redis',
    connection_string: 'localhost:6380',
    command_timeout_ms: 250,
  })
  assert.is(parseConfigText('project: a\nregistry: "$${X}/${D:-}r"', {}).registry.path, '${X}/r')
  assert.is(parseConfigText('project: a\nregistry: "${D:-x:-y}"', { D: '' }).registry.path, 'x:-y')
})

test("a variable's value is one text, whatever is in it", () => {
  const value = '"\n}{: [evil]'
  assert.is(parseConfigText('project: a\nregistry: ${X}', { X: value }).registry.path, value)
})

test('a missing variable and a malformed reference are refused', () => {
  refuses('project: ${NOPE}', /project: the environment variable NOPE is not set; set it or write \$\{NOPE:-default\}/)
  refuses('project: a\nregistry: {path: "${A B}"}', /registry\.path: .*got \$\{A B\}/)
  refuses('project: a\nregistry: "x/${A"', /got \$\{A$/)
})

test.run()
