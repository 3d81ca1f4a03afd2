import { MillraceError } from '../../../errors.js'

/** The error for a Parquet file that cannot be what its writer wrote. */
export function corruptParquet(file: string, reason: string, cause?: unknown): MillraceError {
  return new MillraceError(
    'MILLRACE_PARQUET_CORRUPT',
    `Parquet file '${file}' cannot be read; restore it from a copy or write it again: ${reason}`,
    { file, reason, ...(cause === undefined ? {} : { cause }) },
  )
}

/** Runs `step` on the bytes of `file`; whatever a library throws there becomes MILLRACE_PARQUET_CORRUPT. */
export function decodingParquet<T>(file: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    throw asParquetError(file, error)
  }
}

/** Gives `error` itself where it is one of ours, else MILLRACE_PARQUET_CORRUPT with `error` as its cause. */
export function asParquetError(file: string, error: unknown): MillraceError {
  if (error instanceof MillraceError) return error
  return corruptParquet(file, error instanceof Error ? error.message : String(error), error)
}
