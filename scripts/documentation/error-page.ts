import type { Project } from 'typescript/unstable/sync'
import { errorTable, type HttpErrorForm } from '../../src/server/error-table.js'
import { thrownErrors } from './error-values.js'

/** What the source says of an error code. */
export interface ErrorFacts {
  /** Names its `values` may have. */
  readonly values: readonly string[]
  readonly http: HttpErrorForm
}

/** From a code's heading to the next heading. */
const section = /^### (.+)\n(?:(?!##).*\n)*/gm
const factLine = /^- (?:Values|Over HTTP): .*\n/gm

/** The facts of every code that is thrown somewhere under `folder`, and is told over HTTP. */
export function errorFacts(project: Project, folder: string): Map<string, ErrorFacts> {
  const forms = new Map<string, HttpErrorForm>(Object.entries(errorTable))
  const facts = new Map<string, ErrorFacts>()
  for (const [code, values] of thrownErrors(project, folder)) {
    const http = forms.get(code)
    if (http === undefined) throw new Error(`The server has no form for the error ${code}`)
    facts.set(code, { values: [...values].sort(), http })
  }
  return facts
}

/** The codes that have a heading in docs/errors.md, in its order. */
export function documentedCodes(page: string): string[] {
  return [...page.matchAll(/^### (.+)$/gm)].map((match) => match[1]!)
}

/** The page with the lines that are made from the source as the source is now. Each section ends with them. */
export function withErrorFacts(page: string, facts: ReadonlyMap<string, ErrorFacts>): string {
  const updated = page.replace(section, (text: string, code: string) => {
    const known = facts.get(code)
    return known === undefined ? text : `${text.replace(factLine, '').trimEnd()}\n${factLines(known)}\n\n`
  })
  return `${updated.trimEnd()}\n`
}

function factLines({ values, http }: ErrorFacts): string {
  const names = values.length === 0 ? 'none' : values.map((name) => `\`${name}\``).join(', ')
  const feast = http.feastClass === undefined ? '' : `, Feast's \`${http.feastClass}\``
  return `- Values: ${names}\n- Over HTTP: ${http.status}${feast}`
}
