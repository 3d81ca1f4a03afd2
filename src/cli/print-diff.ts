import type { RegistryDiff, RegistryObject } from '../registry/diff.js'
import type { Output } from './output.js'

/** Prints what applying definitions changes: `+` is new, `~` changed, `=` as it was. */
export function printDiff(output: Output, diff: RegistryDiff): void {
  output.data(JSON.stringify(diff))
  for (const object of diff.added) output.say(`+ ${named(object)}`)
  for (const object of diff.changed) {
    output.say(`~ ${named(object)}: ${object.fields.map(({ field }) => field).join(', ')}`)
  }
  if (diff.unchanged.length > 0) output.say(`= ${diff.unchanged.length} unchanged`)
}

function named({ kind, name }: RegistryObject): string {
  return `${kind.replaceAll('_', ' ')} ${name}`
}
