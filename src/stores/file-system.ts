/** A file that is open for reading. */
export interface OpenFile {
  readonly byteLength: number
  /** Gives the bytes from `start` up to but not including `end`; fewer only where the file ends before. */
  read(start: number, end: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string
  readonly isFolder: boolean
}

/**
 * The file system as durable stores use it: few operations, each of which has happened for good once it resolves. Stores
 * take it as a parameter so that tests can make any operation fail.
 *
 * Errors are MillraceErrors: MILLRACE_FILE_NOT_FOUND where the path is not there, MILLRACE_STORE_UNAVAILABLE for
 * everything else (no space, no permission, a broken disk), with the system's error as their cause.
 */
export interface FileSystem {
  /** Opens a file for reading. */
  open(path: string): Promise<OpenFile>
  /** Reads a whole file. */
  readFile(path: string): Promise<Uint8Array>
  /** Creates or truncates a file, writes it and syncs it. A crash may leave any part of it. */
  writeFile(path: string, bytes: Uint8Array): Promise<void>
  /** Gives a file a new name in the same folder, replacing what has it, in one step. The folder is not synced. */
  rename(from: string, to: string): Promise<void>
  /** Gives a file a second name; false, and nothing done, where that name is taken. The folder is not synced. */
  link(path: string, name: string): Promise<boolean>
  /** Removes a file; does nothing where there is none. */
  remove(path: string): Promise<void>
  /** Makes a folder and those above it, and syncs their parents; does nothing where it is there. */
  makeFolder(path: string): Promise<void>
  /** Removes a folder if it is empty; does nothing where it is not, or not there. */
  removeEmptyFolder(path: string): Promise<void>
  /** Makes the names in a folder durable: files made, renamed and removed. */
  syncFolder(path: string): Promise<void>
  /** Lists a folder in ascending order of names; nothing where it is not there. */
  list(path: string): Promise<readonly FolderEntry[]>
  /** Says what is at a path. */
  kindOf(path: string): Promise<'file' | 'folder' | 'nothing'>
}
