import { describeValue } from '../arrow/invalid-value.js'
import type { ScalarType } from '../types.js'
import { checkName, checkOptions, checkTags, checkText, invalid, type Tags } from './definition-options.js'

/** Types a join key can have: those whose equality is plain. */
export type KeyType = Extract<ScalarType, 'int32' | 'int64' | 'string' | 'bytes' | 'timestamp'>

const keyTypes: readonly string[] = ['int32', 'int64', 'string', 'bytes', 'timestamp']

export interface EntityOptions<Name extends string, Type extends KeyType, Key extends string> {
  readonly name: Name
  readonly type: Type
  /** The column that holds the key; by default the entity's name. */
  readonly joinKey?: Key
  readonly description?: string
  readonly tags?: Tags
}

/**
 * Declares a thing that features describe, and the column and type of its key.
 *
 * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION
 * @example
 * const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
 */
export class Entity<
  const Name extends string = string,
  const Type extends KeyType = KeyType,
  const Key extends string = Name,
> {
  readonly name: Name
  readonly joinKey: Key
  readonly type: Type
  readonly description: string
  readonly tags: Tags

  constructor(options: EntityOptions<Name, Type, Key>) {
    checkOptions(options, ['name', 'joinKey', 'type', 'description', 'tags'], 'entity')
    this.name = checkName(options.name, 'entity')
    this.joinKey = checkName(options.joinKey ?? (options.name as string as Key), 'join key')
    if (!keyTypes.includes(options.type)) {
      throw invalid(
        `The type of entity ${this.name} is one of ${keyTypes.join(', ')}; got ${describeValue(options.type)}`,
        {
          type: options.type,
        },
      )
    }
    this.type = options.type
    this.description = checkText(options.description, `The description of entity ${this.name}`)
    this.tags = checkTags(options.tags, `entity ${this.name}`)
    Object.freeze(this)
  }
}
