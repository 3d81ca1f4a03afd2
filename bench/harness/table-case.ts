import type * as Arquero from 'arquero'
import type { DataFrame, pl } from 'nodejs-polars'
import { type DataFrameBackend, JsBackend } from '../../src/backend.js'
import type { Column } from '../../src/column.js'
import type { Answer, AnswerValue, Contender, Declined } from './contender.js'
import { arqueroContender } from './engines/arquero.js'
import { duckdbContender } from './engines/duckdb.js'
import { nativeContender } from './engines/native.js'
import { plainAnswer, plainContender } from './engines/plain.js'
import { polarsContender } from './engines/polars.js'
import { frameAnswer, wasmContenders } from './engines/wasm.js'
import type { NativeKernels } from './native-kernels.js'
import type { Columns } from './random-columns.js'
import type { Field } from './workload.js'

/** Tables by name. */
export type Tables = Readonly<Record<string, Columns>>

/** The same tables in an engine's own form. */
export type Frames<F> = Readonly<Record<string, F>>

/** Why an engine does not take part. */
export interface Cannot {
  readonly cannot: string
}

/** A column as plain JavaScript makes it. */
export type PlainColumn = Column | readonly AnswerValue[] | Int32Array | Float64Array | BigInt64Array

/** A question over tables, once in the words of each engine. */
export interface TableCase {
  readonly tables: Tables
  /** Columns of text that each engine that can holds by code: Arrow's dictionaries, categories, enums; default none. */
  readonly dictionaries?: readonly string[]
  /** The columns that count; `identity`, which tells rows apart where their order is open, is one of them. */
  readonly outputs: readonly string[]
  readonly identity?: string
  /** Whether values count only by which rows share them, as every engine has a hash function of its own; default no. */
  readonly labels?: boolean
  /** Makes the answer's frame; frames in between are its to release. */
  readonly query: (backend: DataFrameBackend, frames: Frames<object>) => object
  /** Prepares what is not timed, and gives the loops. */
  readonly plain: ((tables: Tables) => () => Readonly<Record<string, PlainColumn>>) | Cannot
  /** C of bench/native: makes where the results go, and gives the call. */
  readonly native: ((kernels: NativeKernels, tables: Tables) => () => Readonly<Record<string, PlainColumn>>) | Cannot
  /** As all that follow: builds what can be built ahead, and gives what is timed. */
  readonly polars: ((polars: typeof pl, frames: Frames<DataFrame>) => () => DataFrame) | Cannot
  /** A query over tables of these names. */
  readonly duckdb: string | Cannot
  readonly arquero: ((aq: typeof Arquero, tables: Frames<Arquero.ColumnTable>) => () => Arquero.ColumnTable) | Cannot
}

/** The reference answers up to this many rows in all; beyond, where it would take minutes, the plain loops do. */
const referenceRows = 250_000

/** Lines up the contenders of a question over tables. */
export async function tableField(question: TableCase): Promise<Field> {
  const { outputs, identity, labels = false, plain, native, polars, duckdb, arquero } = question
  const prepare: readonly [string, object | string, () => Promise<Contender | Declined>][] = [
    ['js', plain, async () => plainContender(plain as Exclude<typeof plain, Cannot>, question)],
    ['c', native, () => nativeContender(native as Exclude<typeof native, Cannot>, question)],
    ['polars', polars, () => polarsContender(polars as Exclude<typeof polars, Cannot>, question)],
    ['duckdb', duckdb, () => duckdbContender(duckdb as string, question)],
    [
      'arquero',
      isCannot(arquero) ? arquero : (tooSlow(question) ?? arquero),
      () => arqueroContender(arquero as Exclude<typeof arquero, Cannot>, question),
    ],
  ]
  const peers: (Contender | Declined)[] = []
  for (const [name, words, make] of prepare) {
    peers.push(isCannot(words) ? { name, reason: words.cannot } : await make())
  }
  const entries = [...wasmContenders(question), ...peers]
  return { entries, outputs, oracle: await oracleOf(question), labels, ...(identity !== undefined && { identity }) }
}

/** Above this many rows arquero takes seconds a run, and as long in every round. */
const mostArqueroRows = 1_500_000

function tooSlow(question: TableCase): Cannot | undefined {
  return rowsOf(question) > mostArqueroRows ? { cannot: 'above 1M rows it takes seconds a run' } : undefined
}

function rowsOf({ tables }: TableCase): number {
  return Object.values(tables).reduce((sum, columns) => sum + Object.values(columns)[0]!.length, 0)
}

function isCannot(words: object | string): words is Cannot {
  return typeof words === 'object' && 'cannot' in words
}

async function oracleOf(question: TableCase): Promise<{ name: string; answer: Answer }> {
  const { plain, tables, outputs } = question
  if (rowsOf(question) > referenceRows && !('cannot' in plain)) {
    return { name: 'plain loops', answer: plainAnswer(plain(tables)(), outputs) }
  }
  return { name: 'the js backend', answer: await frameAnswer(new JsBackend(), question) }
}
