import type { Declined } from './contender.js'

/** Loads a peer, or says that it is not there: peers are development dependencies, and some have no build for a platform. */
export async function loadPeer<M>(name: string, load: () => Promise<M>): Promise<{ readonly module: M } | Declined> {
  try {
    return { module: await load() }
  } catch (error) {
    return { name, reason: `not installed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` }
  }
}
