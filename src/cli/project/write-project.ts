import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { MillraceError } from '../../errors.js'
import { ParquetWasmCodec } from '../../stores/offline/codec/parquet-wasm-codec.js'
import { driverStats, trainingRows, wholeHour } from './driver-data.js'
import { configTemplate, featuresTemplate, ignoreTemplate } from './templates.js'

/**
 * Writes a small project that runs: configuration, definitions, data up to the hour of `now`, rows for a training set.
 *
 * @returns the files written, relative to `directory`.
 * @throws MILLRACE_INVALID_ARGUMENT where one of them is already there; nothing is overwritten.
 */
export async function writeProject(directory: string, now: Date): Promise<readonly string[]> {
  const end = wholeHour(now)
  const name = basename(resolve(directory)).replace(/[^A-Za-z0-9_]/g, '_')
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    [
      'feature_store.yaml',
      configTemplate(/^[A-Za-z_]/.test(name) ? name.slice(0, 100) : `project_${name.slice(0, 100)}`),
    ],
    ['features.ts', featuresTemplate],
    ['training_rows.ndjson', trainingRows(end)],
    ['.gitignore', ignoreTemplate],
    ['data/driver_stats.parquet', await new ParquetWasmCodec().write(driverStats(end))],
  ]
  for (const [file, content] of files) await writeNew(join(directory, file), content)
  return files.map(([file]) => file)
}

async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { flag: 'wx' })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new MillraceError(
      'MILLRACE_INVALID_ARGUMENT',
      `The file cannot be made (${code}); choose an empty folder: ${path}`,
      { path, cause },
    )
  }
}
