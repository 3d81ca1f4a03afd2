export { heapBase } from './abi'
