import { valueAt } from '../../arrow/value-at.js'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import { functions } from '../../expr/functions.js'
import type { TypedCall, TypedExpr } from '../../expr/ir.js'
import type { Value } from '../../types.js'
import { arithmeticKernels } from './functions/arithmetic.js'
import { castKernel } from './functions/cast.js'
import { comparisonKernels } from './functions/comparison.js'
import { conditionalKernels } from './functions/conditional.js'
import { geoKernels } from './functions/geo.js'
import { hashKernels } from './functions/hash.js'
import { listKernels } from './functions/list.js'
import { logicKernels } from './functions/logic.js'
import { mathKernels } from './functions/math.js'
import { stringKernels } from './functions/string.js'
import { timeKernels } from './functions/time.js'
import type { Kernel, Kernels } from './kernel.js'

/** Gives the value of an expression in one row. */
export type RowFunction = (row: number) => Value

const kernels: ReadonlyMap<string, Kernels> = new Map(
  [
    arithmeticKernels,
    comparisonKernels,
    logicKernels,
    conditionalKernels,
    mathKernels,
    stringKernels,
    hashKernels,
    timeKernels,
    geoKernels,
    listKernels,
  ].flatMap((group) => Object.entries(group)),
)

/** Turns a typed expression over `columns` into a function of the row number. */
export function rowFunction(expr: TypedExpr, columns: ReadonlyMap<string, Column>): RowFunction {
  switch (expr.kind) {
    case 'column': {
      const column = columns.get(expr.name)!
      return (row) => valueAt(column, row)
    }
    case 'literal':
      return () => expr.value
    case 'call': {
      const kernel = kernelOf(expr) as (...args: Value[]) => Value
      const args = expr.args.map((arg) => rowFunction(arg, columns))
      if (functions.get(expr.fn)!.nulls === 'own') return (row) => kernel(...args.map((arg) => arg(row)))
      return (row) => {
        const values = args.map((arg) => arg(row))
        return values.includes(null) ? null : kernel(...values)
      }
    }
  }
}

/** Finds the kernel of a call; throws MILLRACE_UNKNOWN_FUNCTION where there is none for its types. */
export function kernelOf({ fn, args, type }: TypedCall): Kernel {
  const first = args[0]!.type
  const found = fn === 'cast' ? castKernel(first, type) : (kernels.get(fn)?.[first] ?? kernels.get(fn)?.any)
  if (found !== undefined) return found
  throw new MillraceError(
    'MILLRACE_UNKNOWN_FUNCTION',
    `The js backend has no kernel for this function of ${first}; use another: ${fn}`,
    { fn, type: first },
  )
}
