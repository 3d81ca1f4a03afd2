import { test } from 'uvu'
import { MemoryOnlineStore } from '../../../src/stores/online/memory-online-store.js'
import { onlineStoreSuite } from '../../../src/testing/online-store-suite.js'

onlineStoreSuite({ test, makeStore: () => new MemoryOnlineStore() })

test.run()
