import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assertSame } from '../../src/testing/assertion.js'

/** Asserts that a data set's root holds nothing but manifests and the parts that the latest of each view lists. */
export function assertNoOrphans(root: string): void {
  if (!existsSync(root)) return
  for (const project of readdirSync(root)) {
    for (const view of readdirSync(join(root, project))) {
      const folder = join(root, project, view)
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
      const manifests = names.filter((name) => /^manifest-\d{12}\.json$/.test(name))
      const latest = manifests.at(-1)
      const { parts } = latest === undefined ? { parts: [] } : manifestIn(join(folder, latest))
      const listed: string[] = parts.map((part: { path: string }) => part.path)
      const found = names.filter((name) => !manifests.includes(name) && !/^date=[\d-]+$/.test(name))
      assertSame(found, listed.sort(), `files of ${folder} besides manifests`)
    }
  }
}

function manifestIn(path: string) {
  return JSON.parse(readFileSync(path, 'utf8')).manifest
}
