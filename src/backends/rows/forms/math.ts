import type { MathKernels } from '../../../wasm/kernels.js'
import { loadKernels } from '../../../wasm/load.js'
import type { RowSource } from '../row-source.js'
import { type Form, fitted } from './form.js'

/**
 * Functions of floats: those that IEEE 754 defines are JavaScript's, the transcendental ones WebAssembly's, called
 * without the detour of wasm/math.ts. They are left out where an argument is null, for a call costs more than a branch.
 */
export const mathForms: Readonly<Record<string, Form>> = {
  floor: math((source) => source.bind(Math.floor)),
  ceil: math((source) => source.bind(Math.ceil)),
  trunc: math((source) => source.bind(Math.trunc)),
  sqrt: math((source) => source.bind(Math.sqrt)),
  exp: kernel('exp'),
  log: kernel('log'),
  log1p: kernel('log1p'),
  expm1: kernel('expm1'),
  pow: kernel('pow'),
  sin: kernel('sin'),
  cos: kernel('cos'),
  tan: kernel('tan'),
  atan2: kernel('atan2'),
  tanh: kernel('tanh'),
  sigmoid: kernel('sigmoid'),
}

function kernel(name: keyof MathKernels): Form {
  return math((source) => source.bind(loadKernels().kernels[name]))
}

function math(name: (source: RowSource) => string): Form {
  return ({ type }, args, source) => {
    const valid = source.allValid(args)
    if (valid === 'false') return { value: '0', valid }
    const result = fitted(type, `${name(source)}(${args.map(({ value }) => value).join(', ')})`, source)
    return { value: source.emit(valid === 'true' ? result : `${valid} ? ${result} : 0`), valid }
  }
}
