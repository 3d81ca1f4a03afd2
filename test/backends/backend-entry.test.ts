import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const entry = suite('millrace/backend')

const bundle = async () =>
  build({
    entryPoints: ['src/backend.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    minify: true,
    metafile: true,
    logLevel: 'silent',
    external: ['apache-arrow'],
  })

entry('bundles for a browser with nothing of the feature store in it', async () => {
  const { metafile, outputFiles } = await bundle()
  const files = Object.keys(metafile.inputs)
  const allowed =
    /^(src\/(backend|column|errors|types|nearest-name)\.ts|src\/(arrow|backends|expr|wasm)\/|node_modules\/fastest-levenshtein\/)/
  assert.equal(
    files.filter((file) => !allowed.test(file)),
    [],
  )
  assert.ok(files.some((file) => file.startsWith('src/backends/wasm/')))
  console.log(
    `# millrace/backend: ${files.length} files, ${Math.round(outputFiles[0]!.text.length / 1024)} KiB minified`,
  )
})

entry('is named re-exports without code', () => {
  const text = readFileSync('src/backend.ts', 'utf8')
  const rest = text.replace(/export (type )?\{[^}]*\} from '[^']+'\n/g, '')
  assert.is(rest, '')
})

entry('the example runs and prints what it says', () => {
  const output = execFileSync(process.execPath, ['--import', 'tsx', 'examples/backend.ts'], { encoding: 'utf8' })
  assert.is(
    output,
    `speeds
  1001  30  long  8
  1002  15  short  8
  1001  65  long  12
  1003  -  short  12
  1002  25  short  7
long trips
  1001  12.5
  1001  41
with city
  1001  Lisbon
  1002  Porto
  1001  Lisbon
  1003  -
  1002  Porto
rating at the start
  1001  4.5
  1002  4
  1001  4.75
  1003  -
  1002  4
totals
  1001  2  53.5  38
  1002  2  10.5  18
  1003  1  -  9
`,
  )
})

entry.run()
