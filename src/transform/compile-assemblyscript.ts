import type { AssemblyScriptTransformation } from '../definitions/transformation.js'
import { MillraceError } from '../errors.js'
import type { DataType, Schema } from '../types.js'
import { ALLOCATE, batchExport, crossingType } from './assemblyscript-abi.js'

/** What {@link compileAssemblyScript} compiles. */
export interface AssemblyScriptSource {
  /** AssemblyScript text that exports scalar functions. */
  readonly source: string
  /** The types of the inputs that the functions take: bool, int32, int64, timestamp, float32 or float64. */
  readonly inputs: Schema
  /** For each output: its type, the inputs it takes, and the function, by default of the output's name. */
  readonly outputs: Readonly<
    Record<string, { readonly type: DataType; readonly args: readonly string[]; readonly function?: string }>
  >
}

/**
 * Compiles scalar functions written in AssemblyScript into the transform of a feature view.
 *
 * A function runs once a row, on values that are not null: where any argument is null, so is the result. Nothing it
 * keeps outlives a batch. Needs the package `assemblyscript`.
 *
 * Throws MILLRACE_PACKAGE_NOT_FOUND, MILLRACE_COMPILE_FAILED with the compiler's messages, MILLRACE_UNSUPPORTED_TYPE,
 * MILLRACE_FEATURE_NOT_FOUND for an argument that is no input.
 *
 * @example
 * const transform = await compileAssemblyScript({
 *   source: 'export function score(rate: f64, trips: i64): f64 { return rate * <f64>trips }',
 *   inputs: { conv_rate: Float64, trips: Int64 },
 *   outputs: { score: { type: Float64, args: ['conv_rate', 'trips'] } },
 * })
 */
export async function compileAssemblyScript(options: AssemblyScriptSource): Promise<AssemblyScriptTransformation> {
  const functions = new Map<string, { export: string; args: readonly string[] }>()
  const drivers = new Map<string, string>()
  for (const [output, { type, args, function: fn = output }] of Object.entries(options.outputs)) {
    const types = args.map((name) => inputType(options.inputs, name, output))
    const exported = batchExport(fn, types, type)
    functions.set(output, { export: exported, args: [...args] })
    drivers.set(exported, driver(exported, fn, types, type))
  }
  const allocate = `export function ${ALLOCATE}(bytes: usize): usize { return heap.alloc(bytes) }`
  const module = await compile([options.source, allocate, ...drivers.values()].join('\n'))
  return { mode: 'assemblyscript', module, functions }
}

function inputType(inputs: Schema, name: string, output: string): DataType {
  const type = Object.hasOwn(inputs, name) ? inputs[name] : undefined
  if (type) return type
  throw new MillraceError(
    'MILLRACE_FEATURE_NOT_FOUND',
    `The output '${output}' takes '${name}', which is not among the inputs`,
    {
      output,
      name,
    },
  )
}

/** A function that applies `fn` to each row of a batch: (rows, address of the results, addresses of the arguments). */
function driver(exported: string, fn: string, types: readonly DataType[], result: DataType): string {
  const parameters = types.map((_, index) => `, a${index}: usize`).join('')
  const loads = types.map(
    (type, index) => `load<${crossingType(type).type}>(a${index} + (i << ${crossingType(type).shift}))`,
  )
  const out = crossingType(result)
  return `export function ${exported}(rows: usize, out: usize${parameters}): void {
  for (let i: usize = 0; i < rows; i++) store<${out.type}>(out + (i << ${out.shift}), ${fn}(${loads.join(', ')}))
}`
}

async function compile(source: string): Promise<Uint8Array> {
  const { default: asc } = await loadCompiler()
  let binary: Uint8Array | undefined
  const messages: string[] = []
  const { error } = await asc.main(
    ['module.ts', '--outFile', 'module.wasm', '--runtime', 'stub', '--optimizeLevel', '3', '--exportRuntime'],
    {
      readFile: (name) => (name === 'module.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name === 'module.wasm') binary = contents as Uint8Array
      },
      listFiles: () => [],
      stdout: { write: () => true },
      stderr: { write: (text) => messages.push(String(text)) > 0 },
    },
  )
  if (!error && binary) return binary
  throw new MillraceError(
    'MILLRACE_COMPILE_FAILED',
    `The AssemblyScript does not compile:\n${messages.join('').trim()}`,
    {
      cause: error ?? undefined,
    },
  )
}

async function loadCompiler(): Promise<typeof import('assemblyscript/asc')> {
  try {
    return await import('assemblyscript/asc')
  } catch (cause) {
    throw new MillraceError(
      'MILLRACE_PACKAGE_NOT_FOUND',
      'Compiling needs an optional package that is not installed; run: npm install assemblyscript',
      { package: 'assemblyscript', cause },
    )
  }
}
