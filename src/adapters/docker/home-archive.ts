import { buffer } from "node:stream/consumers"
import { pack } from "tar-stream"
import type { ContainerUser } from "./container-user.ts"

/** The folder that HOME names in a container: empty, the user's own, and gone with the container. */
export const HOME = "/home/slipway"

/** A tar archive with nothing but that folder. */
export async function homeArchive({ uid, gid }: ContainerUser): Promise<Buffer> {
  const archive = pack()
  archive.entry({ name: `${HOME.slice(1)}/`, type: "directory", mode: 0o700, uid, gid })
  archive.finalize()
  return buffer(archive)
}
