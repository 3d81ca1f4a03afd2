import { createHash, randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

/** What a token looks like, as the source of a regular expression: machine, process, random number. */
export const tokenPattern = '[0-9a-f]{6}-[0-9]+-[0-9a-f]{16}'

const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 6)
const inUse = new Set<string>()

/**
 * Makes a name for a file that is being written, from which every process can tell whether its writer still lives.
 * Release it once the file has its place.
 */
export function claimToken(): string {
  const token = `${machine}-${process.pid}-${randomBytes(8).toString('hex')}`
  inUse.add(token)
  return token
}

/** Says that nothing is being written under a token any more. */
export function releaseToken(token: string): void {
  inUse.delete(token)
}

/**
 * Says whether nobody can be writing under a token: its process is gone, or is this one and has released it. Of another
 * machine's processes nothing is known, so its tokens are never abandoned here.
 */
export function isAbandoned(token: string): boolean {
  const [tokenMachine, pid] = token.split('-')
  if (tokenMachine !== machine) return false
  return Number(pid) === process.pid ? !inUse.has(token) : !isAlive(Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code !== 'ESRCH'
  }
}
