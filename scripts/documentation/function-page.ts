import type { FunctionCategory, FunctionDefinition } from '../../src/expr/function-definition.js'
import { functions } from '../../src/expr/functions.js'
import { inferType } from '../../src/expr/infer.js'
import { parseExpression } from '../../src/expr/parse.js'
import { callForms } from './builder-forms.js'
import { castSignatures, signatures } from './signatures.js'

const titles: Readonly<Record<FunctionCategory, string>> = {
  arithmetic: 'Arithmetic',
  comparison: 'Comparison',
  logic: 'Logic',
  conditional: 'Conditions',
  math: 'Mathematics',
  string: 'Text',
  hash: 'Hashes',
  time: 'Time',
  geo: 'Geography',
  list: 'Lists',
  cast: 'Casts',
}

const nullRules: Readonly<Record<FunctionDefinition['nulls'], string>> = {
  propagate: 'null where an argument is null',
  partial: 'null where an argument is null, and where the function has no value',
  own: 'its own rule, stated above',
}

const introduction = `# Functions

Made by \`npm run docs\` from the function table, [src/expr/functions.ts](../src/expr/functions.ts): change that, not this page.
The tests compute every example on every backend.

An expression is built with methods and free functions, or written as text; both give the same data.
Below, \`a\`, \`b\`, \`c\` and \`d\` are columns; where a constant stands in a form, it must be one.

- Integers widen to int64 and to float64, and float32 to float64, where a function needs it; an integer beside a float32
  makes float64. Nothing else converts by itself: use \`cast\`.
- A plain number takes the type of what it meets: beside an int32 column \`1\` is int32, beside float32 \`0.5\` is float32. On its
  own it is int64, or float64 where it has a fraction.
- Null is "no value", NaN is a value. Integers wrap in two's complement; float32 is computed in float32.
- Values are shown as reads return them: int64 and timestamps (microseconds) as bigint, \`3n\`.
`

/** The page that lists every function of the table, as Markdown. */
export function functionPage(): string {
  const all = [...functions.values()]
  const categories = [...new Set(all.map(({ category }) => category))]
  const sections = categories.map((category) => {
    const entries = all.filter((definition) => definition.category === category)
    return { category, entries }
  })
  const index = sections.map(({ category, entries }) => `- ${titles[category]}: ${entries.map(link).join(', ')}`)
  const pages = sections.map(({ category, entries }) => `## ${titles[category]}\n\n${entries.map(entry).join('\n')}`)
  return `${introduction}\n${index.join('\n')}\n\n${pages.join('\n')}`
}

function link({ name }: FunctionDefinition): string {
  return `[${name}](#${name})`
}

function entry(definition: FunctionDefinition): string {
  const { name, doc, nulls, overloads, variadic, operator, example } = definition
  const { code, text } = callForms(definition)
  const more = variadic && operator === undefined ? ' (takes more arguments, folded from the left)' : ''
  const types = name === 'cast' ? castSignatures(overloads) : signatures(overloads)
  return `### ${name}

${doc}

- Code: \`${code}\`; text: \`${text}\`${more}
- Types: ${types.join('; ')}
- Nulls: ${nullRules[nulls]}
- Example: \`${example.text}\` is ${exampleValue(definition)}
`
}

function exampleValue({ example }: FunctionDefinition): string {
  const { type } = inferType(parseExpression(example.text), {})
  return `\`${showValue(example.value)}\` (${type})`
}

function showValue(value: FunctionDefinition['example']['value']): string {
  if (typeof value === 'bigint') return `${value}n`
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}
