import { buffer } from "node:stream/consumers"
import { pack } from "tar-stream"
import type { ContainerUser } from "./container-user.ts"

/** The folder that HOME names in a container: empty, the user's own, and gone with the container. */
export const HOME = "/home/slipway"

/** A tar archive with nothing but a folder that is the user's own; `path` is absolute. */
export async function folderArchive(path: string, mode: number, { uid, gid }: ContainerUser): Promise<Buffer> {
  const archive = pack()
  archive.entry({ name: `${path.slice(1)}/`, type: "directory", mode, uid, gid })
  archive.finalize()
  return buffer(archive)
}
