import { createHash } from "node:crypto"
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import type { GitContext } from "./git-context.ts"

/** Larger ones are not held in memory. */
const LARGEST = 1024 * 1024
const LINK = "120000"

/**
 * What the working tree has at a file's path, if that is the very content of its object; its digest says so. Undefined
 * otherwise: then the object has to be read. Git takes longer to start than some hundred files to read.
 */
export function workingCopy(
  { workTree, objectFormat }: Pick<GitContext, "workTree" | "objectFormat">,
  { path, mode, oid }: SourceFile,
): Buffer | undefined {
  const content = workTree === null || mode === LINK ? undefined : contentOf(join(workTree, path))
  if (!content) return undefined
  // gitglossary(7), object name: the digest of a header and the content.
  const digest = createHash(objectFormat).update(`blob ${content.byteLength}\0`).update(content).digest("hex")
  return digest === oid ? content : undefined
}

function contentOf(path: string): Buffer | undefined {
  try {
    // A pipe in its place must not be waited for.
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const found = fstatSync(file)
      return found.isFile() && found.size <= LARGEST ? readFileSync(file) : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
