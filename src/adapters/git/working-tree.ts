import { copyFile, stat, utimes } from "node:fs/promises"
import { join } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { callGit, type GitContext, readGit } from "./git-context.ts"
import { harmlessSettings } from "./harmless-settings.ts"
import { withTemporaryFolder } from "./temporary-folder.ts"

export interface WorkingTree {
  readonly tree: string
  /** Paths that differ from HEAD's, sorted as git does. */
  readonly changed: readonly string[]
}

/**
 * The working tree as a tree object: what `git add --all` would stage, with `.gitignore` obeyed, but through a copy of
 * the index; the real one stays as it is. Filters do not run, so a changed file of Git LFS goes in whole.
 */
export async function workingTree(context: GitContext): Promise<Result<WorkingTree>> {
  if (context.workTree === null) return fail("argument-invalid", "a bare repository has no working tree")
  const settings = await harmlessSettings(context)
  if (!settings.ok) return settings
  return withTemporaryFolder(async (folder) => {
    const index = join(folder, "index")
    await copyIndex(join(context.gitDirectory, "index"), index)
    const env = { GIT_INDEX_FILE: index, ...settings.value }
    const added = await readGit(context, ["add", "--all", "--", "."], { env })
    if (!added.ok) return added
    const written = await readGit(context, ["write-tree"], { env })
    if (!written.ok) return written
    const tree = written.value.toString("utf8").trim()
    const changed = await changedSince(context, tree)
    return changed.ok ? ok({ tree, changed: changed.value }) : changed
  })
}

/**
 * Absent as long as nothing was ever added. The copy is no younger than the index: git reads a file whose times are not
 * older than the index's, since it may have been changed in the moment after it was added (racy-git).
 */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(from)
    await copyFile(from, to)
    const seconds = Math.floor(mtimeMs / 1000)
    await utimes(to, seconds, seconds)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error
  }
}

async function changedSince(context: GitContext, tree: string): Promise<Result<readonly string[]>> {
  const head = await callGit(context, ["rev-parse", "--verify", "--quiet", "HEAD^{tree}"])
  if (!head.ok) return head
  const known = head.value.code === 0 ? ok(head.value.stdout) : await emptyTree(context)
  if (!known.ok) return known
  const trees = [known.value.toString("utf8").trim(), tree]
  const compare = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff", ...trees]
  const compared = await readGit(context, compare)
  return compared.ok ? ok(compared.value.toString("utf8").split("\0").filter(Boolean)) : compared
}

function emptyTree(context: GitContext): Promise<Result<Buffer>> {
  return readGit(context, ["mktree"])
}
