import { open } from "node:fs/promises"
import { fail, ok } from "../../core/shared/result.ts"
import type { ReadText } from "../../ports/read-text.ts"

/** More than any definition may have (256 KiB), so that a larger file is refused by its size and never read whole. */
const MOST_BYTES = 1024 * 1024

/** Reads text from the file system. */
export const readText: ReadText = async (path) => {
  try {
    await using file = await open(path, "r")
    const bytes = Buffer.alloc(MOST_BYTES)
    let length = 0
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, MOST_BYTES - length)
      length += bytesRead
      if (bytesRead === 0 || length === MOST_BYTES) break
    }
    return ok(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, length)))
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown"
    if (code === "ENOENT" || code === "ENOTDIR") return ok(null)
    return fail("definition-missing", `${path} cannot be read (${code})`, {
      hint: "check what it is and who may read it",
    })
  }
}
