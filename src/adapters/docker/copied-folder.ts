import { createReadStream } from "node:fs"
import { lstat, readdir, readlink } from "node:fs/promises"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { type Pack, pack } from "tar-stream"
import type { ContainerUser } from "./container-user.ts"

/** A tar archive of a folder, to be unpacked at another place: a path of the root folder. All of it is the user's own. */
export function copiedFolder(folder: string, at: string, user: ContainerUser): Pack {
  const archive = pack()
  add({ archive, user }, folder, at.slice(1))
    .then(() => archive.finalize())
    .catch((error: Error) => archive.destroy(error))
  return archive
}

async function add(to: { archive: Pack; user: ContainerUser }, source: string, name: string): Promise<void> {
  const { archive, user } = to
  archive.entry({ name, type: "directory", mode: 0o755, ...user })
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const path = join(source, entry.name)
    const below = `${name}/${entry.name}`
    if (entry.isDirectory()) await add(to, path, below)
    else if (entry.isSymbolicLink()) {
      archive.entry({ name: below, type: "symlink", linkname: await readlink(path), ...user })
    } else if (entry.isFile()) {
      const { mode, size } = await lstat(path)
      await pipeline(createReadStream(path), archive.entry({ name: below, mode: mode & 0o777, size, ...user }))
    }
  }
}
