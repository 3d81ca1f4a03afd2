// Writes the parts of docs/ that are made from the source. Run it by `npm run docs`; a test fails where they are out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { errorFacts, withErrorFacts } from './documentation/error-page.js'
import { functionPage } from './documentation/function-page.js'
import { withProject } from './documentation/source-program.js'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
writeFileSync('docs/functions.md', functionPage())
const facts = withProject(`${root}tsconfig.json`, (project) => errorFacts(project, `${root}src/`))
writeFileSync('docs/errors.md', withErrorFacts(readFileSync('docs/errors.md', 'utf8'), facts))
