import { randomUUID } from "node:crypto"
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"

/**
 * {@link writeWhole}, and fsync of the folder: after that a crash finds the new content.
 */
export async function writeAtomically(
  target: { readonly path: string; readonly partials: string },
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  await writeWhole(target, write, () => target.path)
  await syncFolder(dirname(target.path))
}

/**
 * Writes a file so that a reader, or a crash, finds the old content or the new one, never a part: temporary file, fsync,
 * rename. The temporary file stands in `partials`, on the same file system. Until the folder is synced, a crash may find
 * the old content.
 */
export async function writeWhole<T>(
  target: { readonly partials: string },
  write: (file: FileHandle) => Promise<T>,
  destination: (written: T) => string,
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
    return written
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** What has been renamed into the folder stays there from now on, whatever happens. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
