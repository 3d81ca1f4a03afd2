// Every command that the pages show exists, and the ones that make a project are run.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createServer } from '../../src/server.js'
import { openDriverStore } from '../support/driver-store.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { requireBuiltPackage } from './built-package.js'
import { codeBlocks, pages, prose } from './markdown.js'

requireBuiltPackage()
const cli = resolve('dist/cli/main.js')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

const help = new Map<string, string>()
function helpOf(...command: readonly string[]): string {
  const key = command.join(' ')
  const known = help.get(key)
  if (known !== undefined) return known
  const { status, stdout } = spawnSync(process.execPath, [cli, ...command, '--help'], { encoding: 'utf8' })
  const text = status === 0 ? stdout : ''
  help.set(key, text)
  return text
}

/** What is wrong with a command line, or nothing. */
function complaint(line: string): string | undefined {
  const [program, first, second, ...rest] = line.replace(/'[^']*'/g, 'x').split(/\s+/)
  if (program === 'cd' || (program === 'npm' && first === 'ci')) return undefined
  if (program === 'npm' && first === 'test') return scripts.test === undefined ? 'no script test' : undefined
  if (program === 'npm' && first === 'run')
    return second !== undefined && second in scripts ? undefined : `no script ${second}`
  const [command = '', ...args] = program === 'npx' && first === 'millrace' ? [second ?? '', ...rest] : []
  if (!new RegExp(`^  ${command} `, 'm').test(helpOf())) return `no command ${command}`
  const unknown = args.filter(
    (arg) => arg.startsWith('-') && !new RegExp(`(^|[ ,])${arg}\\b`, 'm').test(helpOf(command)),
  )
  return unknown.length > 0 ? `${command} has no ${unknown.join(', ')}` : undefined
}

function commandLines(block: string): string[] {
  return block
    .split('\n')
    .flatMap((line) => line.replace(/ +#.*$/, '').split('&&'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

for (const page of pages) {
  test(`the commands of ${page} exist`, () => {
    const named = [...prose(page).matchAll(/`((?:npm run|npx millrace|npm) [^`]+)`/g)].map(([, line]) => line!)
    const short = [...prose(page).matchAll(/`millrace ([a-z][^`]*)`/g)].map(([, line]) => `npx millrace ${line}`)
    const lines = [...codeBlocks(page, 'sh').flatMap(commandLines), ...named.flatMap(commandLines), ...short]
    assert.equal(lines.map(complaint).filter(Boolean), [])
  })
}

test('a command that does not exist is found', () => {
  assert.is(complaint('npm run nothing'), 'no script nothing')
  assert.is(complaint('npx millrace nothing'), 'no command nothing')
  assert.is(complaint('npx millrace apply --force'), 'apply has no --force')
  assert.is(complaint('rm -r data'), 'no command ')
})

test("README's commands make a project, and answer from it", () => {
  const block = codeBlocks('README.md', 'sh').find((text) => text.includes('millrace init'))
  assert.ok(block?.endsWith('npx millrace serve\n'))
  const lines = block!.replace('npx millrace serve\n', '')
  const script = `set -e\nnpx() { shift; "$NODE" "$CLI" "$@"; }\n${lines}`
  const env = { ...process.env, NODE: process.execPath, CLI: cli }
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: temporaryFolder(), env, encoding: 'utf8' })
  assert.is(status, 0, stderr)
  assert.match(stdout, /driver_id +score\n-+ +-+\n +1001 +0\.\d+\n$/)
})

test('the paths that README says are served are served', async () => {
  const { store } = await openDriverStore()
  const server = createServer(store)
  await server.ready()
  const section = prose('README.md').split('## Serving')[1]!.split('\n## ')[0]!
  const paths = [...section.matchAll(/`(?:(GET|POST) )?(\/[a-z-]+)`/g)].map(([, method = 'POST', url]) => ({
    method,
    url: url!,
  }))
  assert.ok(paths.length >= 6)
  for (const path of paths) assert.ok(server.hasRoute(path), `${path.method} ${path.url}`)
  await server.close()
  await store.close()
})

test.run()
