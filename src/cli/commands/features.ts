import { type Command, InvalidArgumentError } from 'commander'
import { MillraceError } from '../../errors.js'

/** Options that name features. */
export interface FeatureOptions {
  readonly features?: readonly `${string}:${string}`[]
  readonly service?: string
  readonly fullFeatureNames?: boolean
}

/** Adds the options that name features to a command. */
export function featureOptions(command: Command): Command {
  return command
    .option('-f, --features <view:feature...>', 'features')
    .option('-s, --service <name>', 'a feature service, in place of --features')
    .option('--full-feature-names', 'name features view__feature in the answer')
}

/**
 * The features that a command asks for.
 *
 * @throws MILLRACE_INVALID_ARGUMENT where it names none, or both a list and a service.
 */
export function featuresOf({
  features,
  service,
}: FeatureOptions): readonly `${string}:${string}`[] | { readonly service: string } {
  if (service !== undefined && features === undefined) return { service }
  if (features !== undefined && service === undefined) return features
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    'Name features with --features view:feature ..., or a service with --service',
  )
}

/** Collects `name=value` options as columns: a name that is given twice has two rows. */
export function collectEntity(text: string, columns: ReadonlyMap<string, readonly string[]> = new Map()) {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write an entity as name=value.')
  const name = text.slice(0, at)
  return new Map(columns).set(name, [...(columns.get(name) ?? []), text.slice(at + 1)])
}
