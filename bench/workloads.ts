import { asOf } from './as-of.js'
import { dictionary } from './dictionary.js'
import { filter } from './filter.js'
import { groupBy } from './group-by.js'
import type { Workload } from './harness/workload.js'
import { join } from './join.js'
import { keepLatest } from './keep-latest.js'
import { linear } from './linear.js'
import { memory } from './memory.js'
import { module } from './module.js'
import { nullableOutputs } from './nullable-outputs.js'
import { request } from './request.js'
import { serving } from './serving.js'
import { text } from './text.js'
import { vectors } from './vectors.js'

/** All workloads, in the order of the table. */
export const workloads: readonly Workload[] = [
  nullableOutputs,
  linear,
  filter,
  join,
  groupBy,
  asOf,
  text,
  dictionary,
  vectors,
  request,
  keepLatest,
  module,
  memory,
  serving,
]
