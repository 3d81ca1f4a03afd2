export { heapBase } from './abi'
export { atan2, cos, exp, expm1, log, log1p, pow, sigmoid, sin, tan, tanh } from './math'
export * from './relational'
export { run } from './vm'
