// Runs every test file in a process of its own, two at a time, and adds up what uvu reports.
// Usage: tsx test/run.ts [part of a path | not:part of a path ...]
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'

const parts = process.argv.slice(2)
const wanted = parts.filter((part) => !part.startsWith('not:'))
const unwanted = parts.filter((part) => part.startsWith('not:')).map((part) => part.slice(4))
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.test.ts'))
  .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
  .filter((path) => !unwanted.some((part) => path.includes(part)))
  .sort()

interface Outcome {
  passed: number
  skipped: number
  failed: number
}

const total: Outcome = { passed: 0, skipped: 0, failed: 0 }

function runFile(path: string): Promise<void> {
  return new Promise((resolve) => {
    const started = Date.now()
    const child = spawn(process.execPath, ['--import', 'tsx', `test/${path}`], {
      env: { ...process.env, FORCE_COLOR: '0' },
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => {
      // uvu prints "Total: 3", "Passed: 3", "Skipped: 0" once per run.
      const count = (label: string) =>
        [...output.matchAll(new RegExp(`^\\s+${label}:\\s+(\\d+)`, 'gm'))].reduce(
          (sum, match) => sum + Number(match[1]),
          0,
        )
      const outcome = { passed: count('Passed'), skipped: count('Skipped'), failed: count('Total') - count('Passed') }
      // A file that dies or reports nothing is a failure even when no assertion failed.
      if ((code !== 0 || count('Total') + outcome.skipped === 0) && outcome.failed === 0) outcome.failed = 1
      total.passed += outcome.passed
      total.skipped += outcome.skipped
      total.failed += outcome.failed
      const verdict = outcome.failed === 0 ? 'ok  ' : 'FAIL'
      console.log(
        `${verdict} ${path}  ${outcome.passed} passed, ${outcome.skipped} skipped, ${Date.now() - started} ms`,
      )
      const notes = output.match(/^# .*$/gm)
      if (outcome.failed > 0) console.log(output)
      else if (notes) console.log(notes.join('\n'))
      resolve()
    })
  })
}

const queue = files.values()
await Promise.all(
  Array.from({ length: Math.max(1, Math.min(2, availableParallelism())) }, async () => {
    for (const path of queue) await runFile(path)
  }),
)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 && files.length > 0 ? 0 : 1)
