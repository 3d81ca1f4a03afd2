import { MillraceError } from '../../errors.js'

/**
 * The locations that store objects of this process have open.
 *
 * classic-level 3.0.0 (LevelDB 1.20) holds its lock through POSIX, which forgets it as soon as the process closes any
 * descriptor of the lock file: a second, failing open in one process would let other processes in, and two would
 * corrupt the store. So the second open must never reach LevelDB. See test/fault/online-lock.test.ts.
 *
 * The list hangs on globalThis because a process may hold several copies of this module.
 */
const registryKey = Symbol.for('millrace.open-locations')

function openLocations(): Set<string> {
  const holder = globalThis as { [registryKey]?: Set<string> }
  holder[registryKey] ??= new Set()
  return holder[registryKey]
}

/**
 * Claims a location for one store object; call the result to give it back.
 *
 * @throws MILLRACE_STORE_LOCKED where another store object of the process has it.
 */
export function claimLocation(location: string): () => void {
  const real = realLocation(location)
  const open = openLocations()
  if (open.has(real)) {
    throw new MillraceError(
      'MILLRACE_STORE_LOCKED',
      `Another store object of this process has the location open; share that object or close it first: ${location}`,
      { location },
    )
  }
  open.add(real)
  return () => open.delete(real)
}

/**
 * The one name of a folder, links resolved; it is made where it is missing, because only what is there has a real path.
 * Outside Node a location is a plain name. `getBuiltinModule` (Node 20.16) needs no import, so the core loads anywhere;
 * on an older Node pass a real path.
 */
function realLocation(location: string): string {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> }
  const files = process?.getBuiltinModule?.('fs')
  if (files === undefined) return location
  files.mkdirSync(location, { recursive: true })
  return files.realpathSync(location)
}
