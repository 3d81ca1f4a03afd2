import { LevelOnlineStore } from '../../src/index.js'
import { scenario } from './scenario.js'

// What the test calls in the page: rows go to IndexedDB, through level.
Object.assign(globalThis, { runScenario: () => scenario(new LevelOnlineStore({ location: 'millrace-test' })) })
