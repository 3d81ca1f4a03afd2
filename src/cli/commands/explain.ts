import type { Command } from 'commander'
import { withStore } from '../with-store.js'
import { type FeatureOptions, featureOptions, featuresOf } from './features.js'

/** `millrace explain` */
export function explainCommand(program: Command): void {
  featureOptions(program.command('explain'))
    .description('print the plan by which features are computed')
    .action((options: FeatureOptions, command: Command) =>
      withStore(command, async (store, output) => {
        const plan = await store.explain({ features: featuresOf(options) })
        output.data(JSON.stringify({ plan }))
        output.say(plan)
      }),
    )
}
