import { readFileSync } from 'node:fs'

/** The contents of a page's code blocks of a language, in order. */
export function codeBlocks(path: string, language: string): string[] {
  const blocks = readFileSync(path, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)
  return [...blocks].flatMap(([, name, text]) => (name === language ? [text!] : []))
}
