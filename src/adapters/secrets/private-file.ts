import { randomUUID } from "node:crypto"
import { link, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises"
import { dirname } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"

/** The bytes of a file that nobody else may read; undefined where there is none. */
export async function readPrivateFile(path: string): Promise<Result<Buffer | undefined>> {
  try {
    const { mode } = await stat(path)
    if ((mode & 0o077) !== 0) {
      return fail("key-unusable", `others can read ${path}`, { hint: `run: chmod 600 '${path}'` })
    }
    return ok(await readFile(path))
  } catch (error) {
    if (isMissing(error)) return ok(undefined)
    return unusable(path, error)
  }
}

/** Whole or not at all, on the disk before it counts. `replace: false` leaves one that is there as it is. */
export async function writePrivateFile(
  path: string,
  bytes: Uint8Array,
  { replace }: { readonly replace: boolean },
): Promise<Result<void>> {
  const partial = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await using file = await open(partial, "wx", 0o600)
    await file.writeFile(bytes)
    await file.sync()
    // A link, unlike a rename, does not replace.
    if (replace) await rename(partial, path)
    else await link(partial, path).catch(unlessThere)
    return ok(undefined)
  } catch (error) {
    return unusable(path, error)
  } finally {
    await rm(partial, { force: true })
  }
}

function unlessThere(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT"
}

function unusable(path: string, error: unknown): Result<never> {
  if (!(error instanceof Error && "syscall" in error)) throw error
  return fail("store-failed", `${path} cannot be used: ${error.message}`)
}
