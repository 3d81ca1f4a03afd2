import { join } from 'node:path'
import type { FileSystem } from '../file-system.js'
import { tokenPattern } from '../writer-token.js'
import type { ManifestLog } from './manifest-log.js'

const temporaryName = new RegExp(`^tmp-(${tokenPattern})$`)
const partName = new RegExp(`^part-\\d+-(${tokenPattern})\\.parquet$`)

/**
 * Removes what is left of appends that were never acknowledged: temporary files, and parts that no manifest lists, where
 * `isAbandoned` says of their writer's token that it writes no more.
 */
export async function removeAbandoned(
  files: FileSystem,
  folder: string,
  log: ManifestLog,
  isAbandoned: (token: string) => boolean,
): Promise<void> {
  const abandoned = async (path: string, pattern: RegExp) => {
    const names = (await files.list(path)).map(({ name }) => name)
    return names.filter((name) => {
      const token = pattern.exec(name)?.[1]
      return token !== undefined && isAbandoned(token)
    })
  }
  // Which files are abandoned is decided before the manifest is read: whoever wrote them can list them no more.
  const temporary = await abandoned(folder, temporaryName)
  const parts: string[] = []
  const dates = (await files.list(folder)).filter(({ name, isFolder }) => isFolder && name.startsWith('date='))
  for (const { name } of dates) {
    temporary.push(...(await abandoned(join(folder, name), temporaryName)).map((file) => `${name}/${file}`))
    parts.push(...(await abandoned(join(folder, name), partName)).map((file) => `${name}/${file}`))
  }
  const listed = parts.length === 0 ? [] : (await log.load()).parts.map(({ path }) => path)
  const unlisted = new Set(parts)
  for (const path of listed) unlisted.delete(path)
  for (const path of [...temporary, ...unlisted]) await files.remove(join(folder, path))
  for (const { name } of dates) await files.removeEmptyFolder(join(folder, name))
}
