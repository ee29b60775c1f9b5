import { copyFile, stat, utimes } from "node:fs/promises"
import { join } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { callGit, type GitContext, readGit } from "./git-context.ts"
import { harmlessSettings } from "./harmless-settings.ts"
import { withTemporaryFolder } from "./temporary-folder.ts"

export interface WorkingTree {
  readonly tree: string
  /** Whether it is that of HEAD's commit. */
  readonly isCommitted: boolean
}

/**
 * The working tree as a tree object: what `git add --all` would stage, with `.gitignore` obeyed, but through a copy of
 * the index; the real one stays as it is. Filters do not run, so a changed file of Git LFS goes in whole.
 *
 * @param changed paths that differ, where somebody has looked just now; else git looks everywhere
 */
export async function workingTree(context: GitContext, changed: readonly string[] = []): Promise<Result<WorkingTree>> {
  if (context.workTree === null) return fail("argument-invalid", "a bare repository has no working tree")
  const settings = await harmlessSettings(context)
  if (!settings.ok) return settings
  return withTemporaryFolder(async (folder) => {
    const index = join(folder, "index")
    await copyIndex(join(context.gitDirectory, "index"), index)
    const env = { GIT_INDEX_FILE: index, ...settings.value }
    const [head, added] = await Promise.all([headTree(context), addAll(context, env, changed)])
    if (!added.ok) return added
    if (!head.ok) return head
    const written = await readGit(context, ["write-tree"], { env })
    if (!written.ok) return written
    const tree = written.value.toString("utf8").trim()
    return ok({ tree, isCommitted: tree === head.value })
  })
}

async function addAll(
  context: GitContext,
  env: Readonly<Record<string, string>>,
  changed: readonly string[],
): Promise<Result<Buffer>> {
  const everything = () => readGit(context, ["add", "--all", "--", "."], { env })
  if (changed.length === 0) return everything()
  const named = ["add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"]
  const added = await readGit(context, named, { env, input: changed.join("\0") })
  // A new file that is gone again would be no reason to fail.
  return added.ok ? added : everything()
}

/** Null where there is no commit yet. */
async function headTree(context: GitContext): Promise<Result<string | null>> {
  const head = await callGit(context, ["rev-parse", "--verify", "--quiet", "HEAD^{tree}"])
  if (!head.ok) return head
  return ok(head.value.code === 0 ? head.value.stdout.toString("utf8").trim() : null)
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
