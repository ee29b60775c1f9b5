import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { type GitContext, readGit } from "./git-context.ts"

const NEWLINE = 10

/** The texts of these files, by path; in one go, however many they are. */
export async function readBlobs(
  context: GitContext,
  files: readonly SourceFile[],
): Promise<Result<ReadonlyMap<string, string>>> {
  if (files.length === 0) return ok(new Map())
  const input = files.map(({ oid }) => `${oid}\n`).join("")
  const read = await readGit(context, ["cat-file", "--batch"], { input })
  if (!read.ok) return read
  const texts = new Map<string, string>()
  let at = 0
  for (const { path } of files) {
    const end = read.value.indexOf(NEWLINE, at)
    // `<object id> blob <size>`, or `<object id> missing` (git-cat-file(1), BATCH OUTPUT).
    const [, type, size] = read.value.toString("latin1", at, end).split(" ")
    if (end < 0 || type !== "blob") return fail("git-failed", `'${path}' cannot be read from the repository`)
    at = end + 1 + Number(size)
    texts.set(path, read.value.toString("utf8", end + 1, at))
    at += 1
  }
  return ok(texts)
}
