import { maySleep, sleepUntilChange, spinUntilChange } from './await-change.js'
import type { KernelThread, ThreadPlatform } from './platform-threads.js'

const serving = `
onmessage = ({ data }) => serve(data)
onmessageerror = () => { throw new Error('This worker may not share the memory') }`

/**
 * A browser's threads: null where the page is not cross-origin isolated, without which no memory is shared, and in
 * service workers, which have no workers.
 *
 * They start when the thread that asks for them yields to its event loop, and only from there a refusal is told, such as
 * by a `worker-src` without `blob:`.
 */
export function webThreads(): ThreadPlatform | null {
  const { crossOriginIsolated, document, navigator, SharedArrayBuffer, Worker } = globalThis
  if (crossOriginIsolated !== true || SharedArrayBuffer === undefined || Worker === undefined) return null
  return {
    // Which some browsers do not tell.
    defaultThreads: document === undefined ? 1 : (navigator.hardwareConcurrency ?? 1),
    start(script, data, failed) {
      // The address is not revoked: until when a browser needs it differs, and it is gone with the page.
      const address = URL.createObjectURL(new Blob([script, serving], { type: 'text/javascript' }))
      const worker = new Worker(address, { name: 'millrace' })
      const thread = kernelThread(worker, failed)
      worker.postMessage(data)
      return thread
    },
    awaitChange: maySleep() ? sleepUntilChange : spinUntilChange,
  }
}

function kernelThread(worker: Worker, failed: () => void): KernelThread {
  let hasFailed = false
  worker.onerror = (event) => {
    // Else its failure would be the page's.
    event.preventDefault()
    if (hasFailed) return
    hasFailed = true
    worker.terminate()
    failed()
  }
  // Nobody but the pool can end it, except by removing the frame it belongs to, whose code may still be called.
  return { hasEnded: () => hasFailed || globalThis.document?.defaultView === null }
}
