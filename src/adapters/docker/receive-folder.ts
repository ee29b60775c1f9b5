import { createWriteStream } from "node:fs"
import { copyFile, lstat, mkdir, symlink } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { isPlainPath } from "../../core/image/inside.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"
import { ARCHIVE_LIMITS, ArchiveBudget } from "../tar/archive-budget.ts"
import { archiveEntries } from "../tar/archive-entries.ts"

/**
 * Writes what stood in a folder of a container, as the engine sends it, into a new folder. What ran there may have left
 * anything: links are made last, so that nothing is written through one; hard links become copies; pipes, sockets and
 * devices are refused.
 */
export async function receiveFolder(archive: Readable, folder: string): Promise<void> {
  const links: [path: string, target: string][] = []
  for await (const { header, content } of archiveEntries(archive, new ArchiveBudget(ARCHIVE_LIMITS, refused))) {
    const { name, type, linkname, mode } = header
    const path = below(name)
    if (type === "directory") await mkdir(join(folder, path), { recursive: true })
    else if (type === "file") {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      const file = createWriteStream(join(folder, path), { flags: "wx", mode: mode & 0o100 ? 0o755 : 0o644 })
      await pipeline(content, file)
    } else if (type === "symlink") links.push([path, linkname ?? ""])
    else if (type === "link") await copyInside(folder, below(linkname ?? ""), path)
    else throw refused(`${name} is neither a file, a folder nor a link`)
  }
  for (const [path, target] of links) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await symlink(target, join(folder, path))
  }
}

/** The engine names entries after the folder that was asked for. */
function below(name: string): string {
  const path = name.split("/").slice(1).join("/").replace(/\/$/, "")
  if (path !== "" && !isPlainPath(path)) throw refused(`${JSON.stringify(name)} is no path below its folder`)
  return path
}

async function copyInside(folder: string, from: string, to: string): Promise<void> {
  const found = await lstat(join(folder, from)).catch(() => undefined)
  if (!found?.isFile()) throw refused(`${to} is a hard link to what is no file of its folder`)
  await mkdir(dirname(join(folder, to)), { recursive: true })
  await copyFile(join(folder, from), join(folder, to))
}

function refused(why: string): FailureError {
  return new FailureError(failure("image-build-failed", `what a container has left cannot be used: ${why}`))
}
