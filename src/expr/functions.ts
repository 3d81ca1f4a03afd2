import type { FunctionDefinition } from './function-definition.js'
import { arithmeticFunctions } from './functions/arithmetic.js'
import { castFunctions } from './functions/cast.js'
import { comparisonFunctions } from './functions/comparison.js'
import { conditionalFunctions } from './functions/conditional.js'
import { geoFunctions } from './functions/geo.js'
import { hashFunctions } from './functions/hash.js'
import { listFunctions } from './functions/list.js'
import { logicFunctions } from './functions/logic.js'
import { mathFunctions } from './functions/math.js'
import { stringFunctions } from './functions/string.js'
import { timeFunctions } from './functions/time.js'

/**
 * Every function an expression can call, by its name in the IR: the one place that says what exists, for which types,
 * how nulls pass, and what it means. Where no other rule is stated, a null argument gives a null result.
 *
 * @example
 * functions.get('clamp')?.doc
 */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    arithmeticFunctions,
    comparisonFunctions,
    logicFunctions,
    conditionalFunctions,
    mathFunctions,
    castFunctions,
    stringFunctions,
    hashFunctions,
    timeFunctions,
    geoFunctions,
    listFunctions,
  ]
    .flat()
    .map((definition) => [definition.name, definition]),
)
