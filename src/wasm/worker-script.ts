/**
 * What a thread of the pool runs: it takes tasks off the board, and waits where there are none, for a little while awake.
 * It is text, so that there is no file for a bundler to find; the names of words come with the data.
 */
export const workerScript = `
const { module, memory, index, setup, words, failure, values, bigints, results, at } = require('node:worker_threads').workerData
const refuse = () => { throw new Error('This kernel runs in the main thread only') }
const { exports } = new WebAssembly.Instance(module, { env: { memory, formatFloats: refuse, parseFloats: refuse } })
const kernels = Object.values(exports)
for (const [name, args] of setup) exports[name](...args)

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
  }
  if (Atomics.add(words, at.Done, 1) + 1 === words[at.Count]) Atomics.notify(words, at.Done)
}

function report(error) {
  const text = error.name + '\\n' + error.message
  const length = Math.min(text.length, failure.length)
  for (let index = 0; index < length; index++) failure[index] = text.charCodeAt(index)
  words[at.FailureLength] = length
}

function serve() {
  Atomics.add(words, at.Up, 1)
  for (;;) {
    let left = 0
    for (let spin = 0; left === 0 && spin < 20000; spin++) left = Atomics.load(words, at.Left)
    if (left === 0) {
      Atomics.wait(words, at.Left, 0)
      continue
    }
    Atomics.store(words, at.Busy + index, 1)
    if (Atomics.compareExchange(words, at.Left, left, left - 1) === left) run(left - 1)
    Atomics.store(words, at.Busy + index, 0)
  }
}

// In a turn of its own, from which on the thread can be seen to be alive.
setImmediate(serve)
`
