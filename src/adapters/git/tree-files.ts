import { isUtf8 } from "node:buffer"
import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { callGit, type GitContext, readGit } from "./git-context.ts"
import { isObjectId } from "./object-id.ts"
import { gitFailed } from "./run-git.ts"

const SUBMODULE = "160000"

/**
 * All files of a commit or tree, sorted by path (by code unit). What could not be in every checkout the same way is
 * refused (`not-supported-yet`) rather than left out, since a fingerprint without it would lie: submodules, and paths
 * that are not UTF-8.
 */
export async function treeFiles(context: GitContext, treeish: string): Promise<Result<readonly SourceFile[]>> {
  if (!isObjectId(treeish)) return fail("ref-unknown", `there is no commit or tree '${treeish}'`)
  const args = ["ls-tree", "-r", "-z", "--full-tree", treeish]
  const listed = await callGit(context, args)
  if (!listed.ok) return listed
  if (listed.value.code !== 0) {
    const unknown = /not a tree object|not a valid object name/i.test(listed.value.stderr)
    return unknown ? fail("ref-unknown", `there is no commit or tree '${treeish}'`) : gitFailed(args, listed.value)
  }
  return listedFiles(listed.value.stdout, ([, , oid]) => oid)
}

/** All files of an index, which `env` names: the same as those of the tree that is written from it. */
export async function stagedFiles(
  context: GitContext,
  env: Readonly<Record<string, string>>,
): Promise<Result<readonly SourceFile[]>> {
  const listed = await readGit(context, ["ls-files", "--stage", "-z"], { env })
  return listed.ok ? listedFiles(listed.value, ([, oid]) => oid) : listed
}

/** Files as git lists them: `<mode> ... <object id> ...\t<path>`, each ended by NUL. */
function listedFiles(
  bytes: Buffer,
  oidOf: (fields: readonly string[]) => string | undefined,
): Result<readonly SourceFile[]> {
  const entries = bytes.toString("utf8").split("\0").slice(0, -1)
  if (!isUtf8(bytes)) return refuseEncoding(entries)
  const files: SourceFile[] = []
  for (const entry of entries) {
    const tab = entry.indexOf("\t")
    const fields = entry.slice(0, tab).split(" ")
    const [mode = ""] = fields
    const oid = oidOf(fields) ?? ""
    const path = entry.slice(tab + 1)
    if (mode === SUBMODULE) return refuseSubmodule(path)
    files.push({ path, mode, oid })
  }
  // Git sorts by bytes, which differs beyond the Basic Multilingual Plane.
  return ok(files.sort((a, b) => (a.path < b.path ? -1 : 1)))
}

function refuseSubmodule(path: string): Result<never> {
  return fail("not-supported-yet", `'${path}' is a submodule, or a repository inside this one`, {
    hint: "make its files part of this repository, or ignore it",
  })
}

function refuseEncoding(entries: readonly string[]): Result<never> {
  const entry = entries.find((text) => text.includes("\uFFFD")) ?? ""
  return fail("not-supported-yet", `the path '${entry.slice(entry.indexOf("\t") + 1)}' is not UTF-8`, {
    hint: "rename it with 'git mv'",
  })
}
