import { distance } from 'fastest-levenshtein'

/**
 * Finds the name most like `name`, or nothing where none is like it: at most a third of its letters may differ (two of
 * four and five, one of less), case aside.
 *
 * @example
 * nearestName('conv_rat', ['acc_rate', 'conv_rate']) // 'conv_rate'
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  // Callers without TypeScript may pass anything for a name; what it is not is for them to say.
  const wanted = (typeof name === 'string' ? name : '').slice(0, 256).toLowerCase()
  let nearest: string | undefined
  let fewest = Math.max(wanted.length < 4 ? 1 : 2, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.slice(0, 256).toLowerCase())
    if (edits < fewest && edits < Math.max(wanted.length, candidate.length)) {
      fewest = edits
      nearest = candidate
    }
  }
  return nearest
}

/**
 * Says in an error's words which name was meant: the nearest one, else the first ten there are.
 *
 * @example
 * suggestName('conv_rat', ['acc_rate', 'conv_rate']) // 'did you mean "conv_rate"?'
 */
export function suggestName(name: string, candidates: Iterable<string>): string {
  const known = [...candidates]
  const nearest = nearestName(name, known)
  if (nearest !== undefined) return `did you mean "${nearest}"?`
  if (known.length === 0) return 'there are none'
  return `there is ${known.slice(0, 10).join(', ')}${known.length > 10 ? `, and ${known.length - 10} more` : ''}`
}
