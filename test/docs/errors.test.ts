import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { documentedCodes, type ErrorFacts, errorFacts, withErrorFacts } from '../../scripts/documentation/error-page.js'
import { withProject } from '../../scripts/documentation/source-program.js'
import { assertUpToDate } from './up-to-date.js'

const root = process.cwd()
const page = readFileSync('docs/errors.md', 'utf8')
const declared = [...readFileSync('src/errors.ts', 'utf8').matchAll(/^ {2}\| '(MILLRACE_[A-Z_]+)'$/gm)].map(
  ([, code]) => code!,
)
const facts = withProject(`${root}/tsconfig.json`, (project) => errorFacts(project, `${root}/src/`))

test('every code has one heading, and every heading a code', () => {
  assert.ok(declared.length > 0)
  assert.equal(documentedCodes(page).sort(), [...declared].sort())
})

test('every code is thrown somewhere', () => {
  assert.equal(
    declared.filter((code) => !facts.has(code)),
    [],
    'remove these from ErrorCode',
  )
})

test('every section says what the error means, its cause and the remedy', () => {
  const sections = page.split(/^### /m).slice(1)
  for (const section of sections)
    assert.match(section, /^MILLRACE_\w+\n\n[A-Z`].*\n\n- Cause: [\s\S]+\n- Remedy: [\s\S]+\n- Values: /)
})

test('the values and statuses are those of the source', () => {
  assertUpToDate(page, withErrorFacts(page, facts))
})

test('facts replace older ones, and a code without any keeps its section', () => {
  const known: ErrorFacts = { values: ['name'], http: { status: 404, feastClass: 'X' } }
  const before =
    '# Errors\n\n### A\n\n- Remedy: see [x](y#z).\n- Values: `old`\n- Over HTTP: 500\n\n## Next\n\n### B\n\nText.\n'
  const after =
    "# Errors\n\n### A\n\n- Remedy: see [x](y#z).\n- Values: `name`\n- Over HTTP: 404, Feast's `X`\n\n## Next\n\n### B\n\nText.\n"
  assert.is(withErrorFacts(before, new Map([['A', known]])), after)
})

test.run()
