import type { Kernels } from '../kernel.js'

type Kleene = boolean | null

export const logicKernels: Readonly<Record<string, Kernels>> = {
  and: { any: (a: Kleene, b: Kleene) => (a === false || b === false ? false : a === null || b === null ? null : true) },
  or: { any: (a: Kleene, b: Kleene) => (a === true || b === true ? true : a === null || b === null ? null : false) },
  not: { any: (a: boolean) => !a },
}
