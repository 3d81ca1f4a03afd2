import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Entity } from '../../src/definitions/entity.js'
import { rejects } from './rejects.js'

test('an entity has a join key, by default of its name', () => {
  const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: 'int64', tags: { team: 'rides' } })
  assert.is(driver.joinKey, 'driver_id')
  assert.is(driver.type, 'int64')
  assert.is(driver.description, '')
  assert.is(driver.tags.team, 'rides')
  assert.is(new Entity({ name: 'zone', type: 'string' }).joinKey, 'zone')
})

test('an entity cannot be changed, nor by its options', () => {
  const tags = { team: 'rides' }
  const driver = new Entity({ name: 'driver', type: 'int64', tags })
  tags.team = 'other'
  assert.is(driver.tags.team, 'rides')
  assert.ok(Object.isFrozen(driver))
  assert.ok(Object.isFrozen(driver.tags))
})

test('names are checked', () => {
  for (const name of ['', '1st', 'a-b', '../x', 'a b', 'é', '__proto__', 'x'.repeat(129), 7, null, undefined]) {
    const error = rejects('MILLRACE_INVALID_NAME', () => new Entity({ name: name as string, type: 'int64' }))
    assert.is(error.values.name, name)
  }
  rejects('MILLRACE_INVALID_NAME', () => new Entity({ name: 'a', joinKey: 'a:b', type: 'int64' }), /join key/, /a:b/)
  assert.is(new Entity({ name: '_'.repeat(128), type: 'int64' }).name.length, 128)
})

test('keys are of types whose equality is plain', () => {
  for (const type of ['float32', 'float64', 'bool', 'array<int64>', 'int', undefined]) {
    rejects('MILLRACE_INVALID_DEFINITION', () => new Entity({ name: 'a', type: type as never }), /int32, int64/)
  }
})

test('wrong options are refused with the nearest right one', () => {
  const options = { name: 'a', type: 'int64', joinkey: 'b' } as const
  rejects('MILLRACE_INVALID_DEFINITION', () => new Entity(options), /"joinkey"/, /joinKey/)
  rejects('MILLRACE_INVALID_DEFINITION', () => new Entity(null as never), /null/)
  rejects('MILLRACE_INVALID_DEFINITION', () => new Entity([] as never), /array/)
  rejects('MILLRACE_INVALID_DEFINITION', () => new Entity({ name: 'a', type: 'int64', description: 5 as never }), /5/)
  rejects('MILLRACE_INVALID_DEFINITION', () => new Entity({ name: 'a', type: 'int64', tags: { a: 1 as never } }), /"a"/)
  rejects('MILLRACE_INVALID_DEFINITION', () => new Entity({ name: 'a', type: 'int64', tags: [] as never }), /array/)
})

test('a tag may have any name', () => {
  const tags = JSON.parse('{"__proto__": "x", "constructor": "y"}')
  const entity = new Entity({ name: 'a', type: 'int64', tags })
  assert.equal(Object.entries(entity.tags), [
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  assert.is(entity.tags.toString, undefined)
})

test.run()
