import { join } from 'node:path'
import { MillraceError } from '../../errors.js'
import type { FileSystem, OpenFile } from '../file-system.js'
import type { ByteSource } from './codec/byte-source.js'
import { corruptParquet } from './codec/parquet-error.js'

/**
 * Lists the Parquet files at a path: the file itself, or those of a folder and its folders, in the order of their
 * paths. Names that begin with `.` or `_` are left out, as other writers' scratch files have such.
 *
 * Throws MILLRACE_FILE_NOT_FOUND where there is none.
 */
export async function parquetFilesAt(files: FileSystem, path: string): Promise<readonly string[]> {
  const kind = await files.kindOf(path)
  if (kind === 'file') return [path]
  const found = kind === 'folder' ? await filesBelow(files, path) : []
  if (found.length > 0) return found
  const reason = kind === 'folder' ? 'the folder has no file that ends in .parquet' : 'nothing is there'
  throw new MillraceError('MILLRACE_FILE_NOT_FOUND', `No Parquet file (${reason}); check the path: ${path}`, { path })
}

/** Opens a file, gives its bytes to `use`, and closes it whatever happens. */
export async function* usingFile<T>(
  files: FileSystem,
  path: string,
  use: (file: OpenFile) => AsyncIterable<T>,
): AsyncIterable<T> {
  const file = await files.open(path)
  try {
    yield* use(file)
  } finally {
    await file.close()
  }
}

/** The bytes of a file that somebody else wrote. */
export function fileSource(name: string, file: OpenFile): ByteSource {
  return {
    name,
    byteLength: file.byteLength,
    read: async (start, end) => {
      const bytes = await file.read(start, end)
      if (bytes.length === end - start) return bytes
      throw corruptParquet(name, `it became shorter while it was read: bytes ${start} to ${end} are not there`)
    },
  }
}

async function filesBelow(files: FileSystem, folder: string): Promise<string[]> {
  const found: string[] = []
  for (const { name, isFolder } of await files.list(folder)) {
    if (name.startsWith('.') || name.startsWith('_')) continue
    if (isFolder) found.push(...(await filesBelow(files, join(folder, name))))
    else if (name.endsWith('.parquet')) found.push(join(folder, name))
  }
  return found
}
