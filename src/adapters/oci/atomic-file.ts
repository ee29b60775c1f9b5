import { randomUUID } from "node:crypto"
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"

/**
 * Writes a file so that a reader, or a crash, finds the old content or the new one, never a part: temporary file, fsync,
 * rename, fsync of the folder. The temporary file stands in `partials`, on the same file system.
 */
export async function writeAtomically<T>(
  target: { readonly path: string; readonly partials: string },
  write: (file: FileHandle) => Promise<T>,
  destination: (written: T) => string = () => target.path,
): Promise<T> {
  await mkdir(target.partials, { recursive: true })
  const partial = join(target.partials, randomUUID())
  try {
    const file = await open(partial, "wx", 0o644)
    let written: T
    try {
      written = await write(file)
      await file.sync()
    } finally {
      await file.close()
    }
    const path = destination(written)
    await mkdir(dirname(path), { recursive: true })
    await rename(partial, path)
    await syncFolder(dirname(path))
    return written
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
