import { randomUUID } from "node:crypto"
import { mkdir, open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { fail, ok } from "../../core/shared/result.ts"
import type { WriteText } from "../../ports/write-text.ts"

/** Writes text to the file system, making the folders that it needs. */
export const writeText: WriteText = async (path, text) => {
  const partial = `${path}.${randomUUID()}.partial`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeAndSync(partial, text)
    await rename(partial, path)
    return ok(undefined)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown"
    return fail("file-unwritable", `${path} cannot be written (${code})`, {
      hint: "choose a file in a folder that you may write to, on a disk with space left",
    })
  }
}

async function writeAndSync(path: string, text: string): Promise<void> {
  await using file = await open(path, "wx")
  await file.writeFile(text)
  await file.sync()
}
