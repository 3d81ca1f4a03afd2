// Registers entities one after the other, as a process of its own: tsx registry-writer.ts <path> <prefix> <count>.
// Prints each entity once it is registered, and at last how often another process was faster.
import { Entity } from '../../src/definitions/entity.js'
import { MillraceError } from '../../src/errors.js'
import { FileRegistryStore } from '../../src/registry/file-registry-store.js'
import { ProjectRegistry } from '../../src/registry/project-registry.js'

const [path = '', prefix = '', count = '0'] = process.argv.slice(2)
const registry = await ProjectRegistry.open(new FileRegistryStore(path), 'race')
let conflicts = 0
console.log('ready')
await new Promise((resolve) => process.stdin.once('data', resolve))
process.stdin.unref()
for (let n = 0; n < Number(count); ) {
  const name = `${prefix}${n}`
  try {
    await registry.apply([new Entity({ name, type: 'int64' })])
    process.stdout.write(`${name}\n`)
    n++
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_REGISTRY_CONFLICT') throw error
    conflicts++
  }
}
console.log(`conflicts ${conflicts}`)
