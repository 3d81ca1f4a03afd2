import type { Contender, Declined } from '../contender.js'
import { loadNativeKernels, type NativeKernels } from '../native-kernels.js'
import type { PlainColumn, TableCase, Tables } from '../table-case.js'
import { plainAnswer } from './plain.js'

/** C with the same algorithm on one thread, over the tables in place, its results in memory that stays. */
export async function nativeContender(
  prepare: (kernels: NativeKernels, tables: Tables) => () => Readonly<Record<string, PlainColumn>>,
  { tables, outputs }: TableCase,
  name = 'c',
): Promise<Contender | Declined> {
  const kernels = await loadNativeKernels()
  if (kernels.reason !== undefined) return { name, reason: kernels.reason }
  const compute = prepare(kernels, tables)
  return {
    name,
    async: false,
    bytesIn: 0,
    bytesOut: 0,
    run: () => compute()[outputs[0]!]!.length,
    answer: () => plainAnswer(compute(), outputs),
    close: () => {},
  }
}
