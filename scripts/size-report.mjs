// Prints what a user loads: the WebAssembly module, and each browser entry bundled with its dependencies, gzipped.
// Fails where a bound is broken.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

/** Greatest gzipped sizes in kB; apache-arrow is the user's own (a peer) and is not counted. */
const bounds = { 'kernels.wasm': 64, millrace: 172, 'millrace/backend': 128 }

async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['apache-arrow', 'level'],
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0].contents
}

const sizes = {
  'kernels.wasm': readFileSync('dist/kernels.wasm'),
  millrace: await bundled('dist/index.js'),
  'millrace/backend': await bundled('dist/backend.js'),
}
let failed = false
for (const [name, bytes] of Object.entries(sizes)) {
  const gzipped = gzipSync(bytes).length / 1024
  const over = gzipped > bounds[name]
  failed ||= over
  console.log(
    `${name}: ${(bytes.length / 1024).toFixed(1)} kB, ${gzipped.toFixed(1)} kB gzip (bound ${bounds[name]} kB)${over ? ' TOO LARGE' : ''}`,
  )
}
process.exit(failed ? 1 : 0)
