import type { Table } from 'apache-arrow'
import type { ParquetWriteOptions } from '../stores/offline/codec/loader-shape.js'
import type { ParquetCodec } from '../stores/offline/codec/parquet-codec.js'
import { damageTests } from './parquet-codec-suite/damage.js'
import { loaderShapeTests } from './parquet-codec-suite/loader-shape.js'
import { oldFileTests } from './parquet-codec-suite/old-files.js'
import { roundTripTests } from './parquet-codec-suite/round-trips.js'
import { selectionTests } from './parquet-codec-suite/selections.js'

/** What {@link parquetCodecSuite} needs to run on a codec. */
export interface ParquetCodecSuiteOptions {
  /** The runner's function that declares a test. */
  readonly test: (name: string, run: () => Promise<void>) => void
  /** Gives the codec, ready for its synchronous functions where it has them. May give the same one every time. */
  readonly makeCodec: () => ParquetCodec | Promise<ParquetCodec>
  /** Makes files of several row groups, for a codec that cannot (see `supports`); default: the codec itself. */
  readonly makeFile?: (table: Table, options: ParquetWriteOptions) => Promise<Uint8Array>
  /** How many random tables are written and read, default 100, and how many damaged files are read, default 300 twice. */
  readonly randomTables?: number
  readonly damagedFiles?: number
}

/** Makes a Parquet file of a table. */
export type MakeFile = NonNullable<ParquetCodecSuiteOptions['makeFile']>

/** What the parts of the suite are given: `withCodec` declares a test of a codec. */
export interface ParquetCodecSuite {
  readonly withCodec: (name: string, run: (codec: ParquetCodec, makeFile: MakeFile) => Promise<void>) => void
  readonly randomTables: number
  readonly damagedFiles: number
}

/**
 * Declares the tests that every Parquet codec passes.
 *
 * @example
 * import { parquetCodecSuite } from 'millrace/testing'
 * parquetCodecSuite({ test, makeCodec: () => new ParquetWasmCodec() })
 */
export function parquetCodecSuite({
  test,
  makeCodec,
  makeFile,
  randomTables = 100,
  damagedFiles = 300,
}: ParquetCodecSuiteOptions): void {
  const withCodec: ParquetCodecSuite['withCodec'] = (name, run) =>
    test(name, async () => {
      const codec = await makeCodec()
      await run(codec, makeFile ?? ((table, options) => codec.write(table, options)))
    })
  const suite: ParquetCodecSuite = { withCodec, randomTables, damagedFiles }
  for (const part of [roundTripTests, selectionTests, oldFileTests, damageTests, loaderShapeTests]) part(suite)
}
