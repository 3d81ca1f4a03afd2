// Puts the benchmark beside what it measures, for `millrace bench`: each file of bench/ becomes one of dist/bench/ that
// imports the built package, so that nothing is in it twice. Peers stay what their users install.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

rmSync('dist/bench', { recursive: true, force: true })
const files = readdirSync('bench', { recursive: true, encoding: 'utf8' }).filter(isOfNode)
for (const file of files) {
  const { code } = transformSync(readFileSync(`bench/${file}`, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
  })
  const target = `dist/bench/${file.replace(/\.ts$/, '.js')}`
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, code.replace(/(from\s*|import\s*\(?)(["'])((?:\.\.\/)+)src\//g, '$1$2$3'))
}
cpSync('bench/native', 'dist/bench/native', { recursive: true })

/** The kernel that the VM is compared with is AssemblyScript, over sources that the package does not have. */
function isOfNode(file) {
  return file.endsWith('.ts') && !file.endsWith('kernel.ts')
}
