import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Says so where the package that the documentation is tested with is not built, or not from this source. */
export function requireBuiltPackage(): void {
  if (!existsSync('dist/index.js')) throw new Error('The package is not built; run: npm run build')
  const built = statSync('dist/index.js').mtimeMs
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const newer = sources.filter((path) => statSync(join('src', path)).mtimeMs > built)
  if (newer.length > 0) console.log(`# the built package is older than src/${newer[0]}: npm run build`)
}
