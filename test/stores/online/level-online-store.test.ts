import { test } from 'uvu'
import { LevelOnlineStore } from '../../../src/stores/online/level-online-store.js'
import { onlineStoreSuite } from '../../../src/testing/online-store-suite.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

onlineStoreSuite({
  test,
  makeStore: () => new LevelOnlineStore({ location: temporaryFolder() }),
  reopen: (store) => new LevelOnlineStore({ location: (store as LevelOnlineStore).location }),
})

test.run()
