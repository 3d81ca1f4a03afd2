import type { Output } from './output.js'

/** Runs the steps of a demonstration one after the other, and says what each did and how long it took. */
export class DemoSteps {
  #count = 0
  readonly #warnings: string[] = []

  constructor(readonly output: Output) {}

  /** Takes a warning that came up in the step that runs; it is shown with the step's result. */
  warn(message: string): void {
    this.#warnings.push(message)
  }

  /** Runs a step and shows its title and time, then its result, then its warnings. */
  async step<T>(title: string, run: () => Promise<T>, show: (result: T) => void): Promise<T> {
    const started = performance.now()
    const result = await run()
    const milliseconds = performance.now() - started
    this.#count++
    const { output } = this
    output.data(JSON.stringify({ step: this.#count, title, milliseconds: Math.round(milliseconds * 1000) / 1000 }))
    output.say()
    output.say(`${this.#count}. ${title}  (${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms)`)
    output.say()
    show(result)
    for (const warning of this.#warnings.splice(0)) {
      if (output.json) output.warn(warning)
      else output.say(`! ${warning}`)
    }
    return result
  }
}
