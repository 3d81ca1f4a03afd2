import { Argument, type Command } from 'commander'
import type { FeatureStore } from '../../feature-store.js'
import { textTable } from '../text-table.js'
import { withStore } from '../with-store.js'

type Kind = 'entities' | 'feature-views' | 'feature-services' | 'data-sources'
type Row = Readonly<Record<string, string | readonly string[]>>

const rowsOf: { readonly [K in Kind]: (store: FeatureStore) => readonly Row[] } = {
  entities: (store) =>
    store.listEntities().map(({ name, joinKey, type, description }) => ({ name, joinKey, type, description })),
  'feature-views': (store) =>
    store.listFeatureViews().map((view) => ({
      name: view.name,
      kind: view.constructor.name,
      entities: view.entities.map(({ name }) => name),
      features: Object.entries(view.schema).map(([name, type]) => `${name} ${type}`),
    })),
  'feature-services': (store) =>
    store.listFeatureServices().map(({ name, features }) => ({
      name,
      features: features.flatMap((view) => view.projection.features.map((feature) => `${view.resultName}:${feature}`)),
    })),
  'data-sources': (store) =>
    store.listDataSources().map((source) => ({ name: source.name, kind: source.constructor.name })),
}

/** `millrace list KIND` */
export function listCommand(program: Command): void {
  program
    .command('list')
    .description('list what is registered')
    .addArgument(new Argument('<kind>', 'of what').choices(Object.keys(rowsOf)))
    .action((kind: Kind, _options: unknown, command: Command) =>
      withStore(command, async (store, output) => {
        const rows = rowsOf[kind](store)
        output.data(JSON.stringify(rows))
        const names = Object.keys(rows[0] ?? { name: '' })
        const columns = names.map((name) => ({ name, cells: rows.map((row) => [row[name] ?? ''].flat().join(', ')) }))
        for (const line of textTable(columns)) output.say(line)
      }),
    )
}
