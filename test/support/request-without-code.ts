import { openRequestStore, requested } from './request-store.js'

// Run with --disallow-code-generation-from-strings, as a content security policy does: prints a request's rows and plan.
const store = await openRequestStore()
const entities = [{ driver_id: 1 }, { driver_id: 3 }]
const { rows } = await store.getOnlineFeatures({ features: requested, entities, transform: true })
console.log(JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
console.log(await store.explain({ features: requested, entities }))
await store.close()
