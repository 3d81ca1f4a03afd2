import { limitShift, taskMask } from './task-board.js'

/**
 * What a thread of the pool runs: it takes tasks off the board, and waits where there are none, for a little while awake.
 * It is text, so that there is no file for a bundler to find, and the same on every platform, which calls `serve`; the names
 * of words come with the data.
 */
export const workerScript = `
function serve({ module, memory, index, seed, words, failure, values, bigints, results, at }) {
  const refuse = () => { throw new Error('This kernel runs in the main thread only') }
  const env = { memory, formatFloats: refuse, parseFloats: refuse, drawSeed: () => seed }
  const kernels = Object.values(new WebAssembly.Instance(module, { env }).exports)

  const isAllowed = (open) => index < open >> ${limitShift}
  const tasks = (open) => open & ${taskMask}

  function run(task) {
    const count = words[at.Arguments]
    const args = []
    for (let index = 0; index < count; index++) {
      args.push(((words[at.Bigints] >> index) & 1 ? bigints : values)[task * count + index])
    }
    try {
      results[task] = kernels[words[at.Kernel]](...args)
    } catch (error) {
      if (Atomics.compareExchange(words, at.Failed, 0, 1) === 0) report(error)
    } finally {
      if (Atomics.add(words, at.Done, 1) + 1 === words[at.Count]) Atomics.notify(words, at.Done)
    }
  }

  function report(error) {
    const text = error.name + '\\n' + error.message
    const length = Math.min(text.length, failure.length)
    for (let index = 0; index < length; index++) failure[index] = text.charCodeAt(index)
    words[at.FailureLength] = length
  }

  Atomics.add(words, at.Up, 1)
  for (;;) {
    let open = Atomics.load(words, at.Open)
    for (let spin = 0; isAllowed(open) && tasks(open) === 0 && spin < 20000; spin++) open = Atomics.load(words, at.Open)
    if (!isAllowed(open) || tasks(open) === 0) {
      Atomics.wait(words, at.Open, open)
      continue
    }
    Atomics.store(words, at.Busy + index, 1)
    if (Atomics.compareExchange(words, at.Open, open, open - 1) === open) run(tasks(open) - 1)
    Atomics.store(words, at.Busy + index, 0)
  }
}
`
