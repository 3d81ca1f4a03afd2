import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { MillraceError } from '../errors.js'
import type { FileSystem, FolderEntry, OpenFile } from './file-system.js'

/** The file system of the machine, through `node:fs`. */
export const nodeFileSystem: FileSystem = {
  open: (path) => attempt(path, 'open', () => openFile(path)),
  readFile: (path) => attempt(path, 'read', () => readFile(path)),
  writeFile: (path, bytes) => attempt(path, 'write', () => writeAndSync(path, bytes)),
  rename: (from, to) => attempt(to, 'rename to', () => rename(from, to)),
  link: (path, name) =>
    attempt(name, 'create', () =>
      link(path, name).then(
        () => true,
        (error: unknown) => (codeOf(error) === 'EEXIST' ? false : Promise.reject(error)),
      ),
    ),
  remove: (path) => attempt(path, 'remove', () => rm(path, { force: true })),
  makeFolder: (path) => attempt(path, 'create', () => makeFolder(resolve(path))),
  removeEmptyFolder: (path) =>
    attempt(path, 'remove', () => rmdir(path).catch(unless('ENOTEMPTY', 'EEXIST', 'ENOENT'))),
  syncFolder: (path) => attempt(path, 'sync', () => syncFolder(path)),
  list: (path) => attempt(path, 'list', () => list(path)),
  kindOf: (path) => attempt(path, 'look at', () => kindOf(path)),
}

async function openFile(path: string): Promise<OpenFile> {
  const handle = await open(path, 'r')
  const byteLength = await sizeOf(handle)
  return {
    byteLength,
    read: (start, end) =>
      attempt(path, 'read', async () => {
        const bytes = new Uint8Array(Math.max(0, end - start))
        let filled = 0
        while (filled < bytes.length) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
          if (bytesRead === 0) break
          filled += bytesRead
        }
        return bytes.subarray(0, filled)
      }),
    close: () => attempt(path, 'close', () => handle.close()),
  }
}

async function sizeOf(handle: FileHandle): Promise<number> {
  try {
    return (await handle.stat()).size
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function writeAndSync(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'w')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file systems order these changes themselves.
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function list(path: string): Promise<FolderEntry[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) =>
    codeOf(error) === 'ENOENT' ? [] : Promise.reject(error),
  )
  return Promise.all(
    entries
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry) => ({
        name: entry.name,
        isFolder: entry.isSymbolicLink() ? (await kindOf(`${path}/${entry.name}`)) === 'folder' : entry.isDirectory(),
      })),
  )
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return 'nothing'
    throw error
  }
}

async function attempt<T>(path: string, what: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation()
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause
    const code = codeOf(cause)
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new MillraceError('MILLRACE_FILE_NOT_FOUND', `Nothing is there; check the path: ${path}`, { path, cause })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError(
      'MILLRACE_STORE_UNAVAILABLE',
      `Could not ${what} '${path}'; check its permissions and the space on the disk, and try again: ${reason}`,
      { path, code, cause },
    )
  }
}

function unless(...codes: readonly string[]) {
  return (error: unknown): void => {
    if (!codes.includes(codeOf(error) ?? '')) throw error
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null ? (error as { code?: string }).code : undefined
}
