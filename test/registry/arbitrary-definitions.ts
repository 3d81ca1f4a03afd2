import fc from 'fast-check'
import { BatchFeatureView } from '../../src/definitions/batch-feature-view.js'
import type { Definition } from '../../src/definitions/definition.js'
import { Entity, type KeyType } from '../../src/definitions/entity.js'
import { FeatureService } from '../../src/definitions/feature-service.js'
import { FeatureView } from '../../src/definitions/feature-view.js'
import { FileSource } from '../../src/definitions/file-source.js'
import { OnDemandFeatureView } from '../../src/definitions/on-demand-feature-view.js'
import { PushSource } from '../../src/definitions/push-source.js'
import { type RequestField, RequestSource } from '../../src/definitions/request-source.js'
import { StreamFeatureView } from '../../src/definitions/stream-feature-view.js'
import type { Expr } from '../../src/expr/ir.js'
import { type DataType, dataTypes, type Schema } from '../../src/types.js'

type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T

const text = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('__proto__', 'constructor', 'é😀', ''))
const tags = fc.array(fc.tuple(text, text), { maxLength: 2 }).map((entries) => {
  const object: Record<string, string> = Object.create(null)
  for (const [key, value] of entries) object[key] = value
  return object
})
const type = fc.constantFrom(...dataTypes)
const keyType = fc.constantFrom<KeyType>('int32', 'int64', 'string', 'bytes', 'timestamp')

const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float32: fc.float(),
  float64: fc.double(),
  string: fc.string({ unit: 'grapheme', maxLength: 5 }),
  bytes: fc.uint8Array({ maxLength: 5 }),
  timestamp: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
}

function valuesOf(ofType: DataType): fc.Arbitrary<unknown> {
  const item = /^array<(.*)>$/.exec(ofType)?.[1]
  return item === undefined ? scalars[ofType]! : fc.array(scalars[item]!, { maxLength: 3 })
}

/** Definitions of every kind that refer to each other, and make sense. */
export const arbitraryDefinitions: fc.Arbitrary<readonly Definition[]> = fc.gen().map((gen) => {
  const draw = (<T>(arbitrary: fc.Arbitrary<T>) => gen(() => arbitrary)) as Draw
  return new DefinitionsMaker(draw).make()
})

class DefinitionsMaker {
  readonly entities: Entity[] = []
  readonly files: FileSource[] = []
  readonly pushes: PushSource[] = []
  readonly requests: RequestSource[] = []
  readonly views: FeatureView[] = []

  constructor(readonly draw: Draw) {}

  make(): readonly Definition[] {
    this.times(1, 3, (n) => this.entities.push(this.entity(n)))
    this.times(1, 2, (n) => this.files.push(this.file(n)))
    this.times(1, 2, (n) => this.pushes.push(this.push(n)))
    this.times(0, 2, (n) => this.requests.push(this.request(n)))
    this.times(1, 3, (n) => this.views.push(this.plain(n)))
    this.times(0, 1, (n) => this.views.push(this.stream(n)))
    this.times(0, 3, (n) => this.views.push(this.onDemand(n)))
    this.times(0, 2, (n) => this.views.push(this.batch(n)))
    const services: FeatureService[] = []
    this.times(0, 2, (n) => services.push(this.service(n)))
    return [...services, ...this.views, ...this.entities]
  }

  times(least: number, most: number, work: (n: number) => void): void {
    const count = this.draw(fc.integer({ min: least, max: most }))
    for (let n = 0; n < count; n++) work(n)
  }

  one<T>(items: readonly T[]): T {
    return this.draw(fc.constantFrom(...items))
  }

  some<T>(items: readonly T[]): readonly T[] {
    return this.draw(fc.shuffledSubarray([...items], { minLength: 1 }))
  }

  described() {
    return { description: this.draw(text), tags: this.draw(tags) }
  }

  shared(name: string) {
    return {
      name,
      ...this.described(),
      ttl: this.draw(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })),
      online: this.draw(fc.boolean()),
      offline: this.draw(fc.boolean()),
    }
  }

  /** Fields of which the first is a number, so that there is always something to compute with. */
  fields(prefix: string): Schema {
    const types = this.draw(fc.array(type, { maxLength: 3 }))
    return Object.fromEntries([['n', 'float64' as const], ...types.map((each, n) => [`${prefix}${n}`, each])])
  }

  entity(n: number): Entity {
    const joinKey = this.draw(fc.boolean()) ? { joinKey: `key${n}` } : {}
    return new Entity({ name: `entity${n}`, type: this.draw(keyType), ...joinKey, ...this.described() })
  }

  file(n: number): FileSource {
    return new FileSource({
      path: `data/files ${n}`,
      timestampField: 'ts',
      ...(this.draw(fc.boolean()) ? { name: `files${n}` } : {}),
      ...(this.draw(fc.boolean()) ? { createdTimestampColumn: 'made' } : {}),
      fieldMapping: { 'A column': 'a_field', __proto___: 'b_field' },
    })
  }

  push(n: number): PushSource {
    return new PushSource({
      name: `push${n}`,
      ...(this.draw(fc.boolean()) ? { batchSource: this.one(this.files) } : {}),
    })
  }

  request(n: number): RequestSource {
    const schema: Record<string, RequestField> = {}
    for (const [index, ofType] of this.draw(fc.array(type, { minLength: 1, maxLength: 3 })).entries()) {
      const value = this.draw(fc.option(valuesOf(ofType)))
      const field = this.draw(fc.boolean()) ? ofType : ({ type: ofType, default: value } as RequestField)
      schema[`request${n}_${index}`] = field
    }
    return new RequestSource({ name: `request${n}`, schema }) as RequestSource
  }

  plain(n: number): FeatureView {
    const source = this.one([undefined, ...this.files, ...this.pushes])
    return new FeatureView({
      ...this.shared(`plain${n}`),
      entities: this.draw(fc.shuffledSubarray(this.entities)),
      schema: this.fields(`p${n}_`),
      ...(source === undefined ? {} : { source }),
    })
  }

  stream(n: number): FeatureView {
    const options = { ...this.shared(`stream${n}`), entities: this.some(this.entities), source: this.one(this.pushes) }
    const fields = this.fields('s')
    if (this.draw(fc.boolean())) return new StreamFeatureView({ ...options, schema: fields })
    return new StreamFeatureView({ ...options, sourceSchema: fields, transform: this.expressions(fields) } as never)
  }

  expressions(inputs: Schema): Record<string, Expr> {
    const names = this.some(Object.keys(inputs))
    return Object.fromEntries(names.map((name, n) => [`out${n}`, this.expression(name, inputs[name]!)]))
  }

  expression(name: string, ofType: DataType): Expr {
    const column: Expr = { kind: 'column', name }
    const literal = { kind: 'literal', type: ofType, value: this.draw(fc.option(valuesOf(ofType))) } as Expr
    return this.one<Expr>([
      column,
      { kind: 'call', fn: 'is_null', args: [column] },
      { kind: 'call', fn: 'coalesce', args: [column, literal] },
    ])
  }

  projected(view: FeatureView, n: number): FeatureView {
    const keys = view.keyColumns.map(({ name }) => name)
    return view.withProjection({
      features: this.some(view.projection.features),
      alias: `alias${n}`,
      ...(this.draw(fc.boolean())
        ? { joinKeyMap: Object.fromEntries(keys.map((key) => [key, `mapped${n}_${key}`])) }
        : {}),
    })
  }

  onDemand(n: number): FeatureView {
    const views = this.some(this.views).map((view, index) => this.projected(view, index))
    const sources = [...views, ...this.draw(fc.subarray(this.requests))]
    const shared = this.shared(`computed${n}`)
    const whole = new OnDemandFeatureView({
      ...shared,
      sources,
      transform: { probe: { kind: 'literal', type: 'bool', value: true } },
    })
    const { inputSchema } = whole
    switch (this.one(['expr', 'rows', 'arrow', 'assemblyscript'])) {
      case 'expr':
        return new OnDemandFeatureView({ ...shared, sources, transform: this.expressions(inputSchema) })
      case 'assemblyscript': {
        const functions = new Map([['out', { export: 'out_batch', args: this.some(Object.keys(inputSchema)) }]])
        const module = this.draw(fc.uint8Array({ maxLength: 20 }))
        const transform = { mode: 'assemblyscript' as const, module, functions }
        return new OnDemandFeatureView({ ...shared, sources, schema: { out: 'float64' }, transform })
      }
      case 'rows':
        return new OnDemandFeatureView({
          ...shared,
          sources,
          schema: { out: 'bool' },
          mode: 'rows',
          transform: () => ({ out: true }),
        })
      default:
        return new OnDemandFeatureView({
          ...shared,
          sources,
          schema: { out: 'bool' },
          mode: 'arrow',
          transform: (table) => table,
        })
    }
  }

  batch(n: number): FeatureView {
    const shared = this.shared(`batch${n}`)
    // A view of entities: mapped keys are no entity's.
    const spine = this.one(
      this.views.filter((view) =>
        view.entities.every(({ joinKey }) => view.joinKeys.some(({ name }) => name === joinKey)),
      ),
    )
    const joinable = this.views.filter((view) =>
      view.keyColumns.every(({ name }) => spine.keyColumns.some((key) => key.name === name)),
    )
    const others = this.draw(fc.subarray(joinable)).map((view, index) => view.withName(`other${index}`))
    const ofFile = this.draw(fc.boolean())
    const entities = ofFile ? this.some(this.entities) : [...spine.entities]
    const fields = this.fields('b')
    const source = ofFile
      ? { source: this.one(this.files), sourceSchema: fields }
      : { sources: [spine.withName('spine'), ...others] }
    const probe = new BatchFeatureView({
      ...shared,
      entities,
      ...source,
      aggregations: { probe: { fn: 'count' } },
    } as never)
    const transform = this.expressions(probe.inputSchema)
    const options = {
      ...shared,
      entities,
      ...source,
      transform,
      ...(this.draw(fc.boolean()) ? { filter: { kind: 'literal', type: 'bool', value: true } } : {}),
      ...(this.draw(fc.boolean())
        ? {
            aggregations: {
              rows: { fn: 'count' },
              last: { fn: 'last', column: 'out0' },
              first: { fn: 'first', column: 'out0' },
            },
          }
        : {}),
    }
    return new BatchFeatureView(options as never)
  }

  service(n: number): FeatureService {
    const features = this.some(this.views).map((view, index) => this.one([view, this.projected(view, index)]))
    return new FeatureService({ name: `service${n}`, features, ...this.described() })
  }
}
