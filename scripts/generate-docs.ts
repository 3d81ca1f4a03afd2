// Writes the parts of docs/ that are made from the source. Run it by `npm run docs`; a test fails where they are out of date.
import { writeFileSync } from 'node:fs'
import { functionPage } from './documentation/function-page.js'

process.chdir(new URL('..', import.meta.url).pathname)
writeFileSync('docs/functions.md', functionPage())
