import { copyFile, stat, utimes } from "node:fs/promises"
import { join } from "node:path"
import type { SourceFile } from "../../core/evidence/source-inputs.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { WorkingTree } from "../../ports/repository.ts"
import { type GitContext, readGit } from "./git-context.ts"
import { harmlessSettings } from "./harmless-settings.ts"
import { headState } from "./head-state.ts"
import { withTemporaryFolder } from "./temporary-folder.ts"
import { stagedFiles } from "./tree-files.ts"

export interface ListedWorkingTree extends WorkingTree {
  /** What `files` says of the tree. */
  readonly files: Result<readonly SourceFile[]>
}

/**
 * The working tree as a tree object: what `git add --all` would stage, with `.gitignore` obeyed, but through a copy of
 * the index; the real one stays as it is. Filters do not run, so a changed file of Git LFS goes in whole.
 */
export async function workingTree(context: GitContext): Promise<Result<ListedWorkingTree>> {
  if (context.workTree === null) return fail("argument-invalid", "a bare repository has no working tree")
  const settings = await harmlessSettings(context)
  if (!settings.ok) return settings
  return withTemporaryFolder(async (folder) => {
    const index = join(folder, "index")
    await copyIndex(join(context.gitDirectory, "index"), index)
    const env = { GIT_INDEX_FILE: index, ...settings.value }
    const [head, added] = await Promise.all([
      headState(context),
      readGit(context, ["add", "--all", "--", "."], { env }),
    ])
    if (!added.ok) return added
    if (!head.ok) return head
    // Neither changes what the other reads.
    const [written, files] = await Promise.all([readGit(context, ["write-tree"], { env }), stagedFiles(context, env)])
    if (!written.ok) return written
    const tree = written.value.toString("utf8").trim()
    const { commit, ref } = head.value
    return ok({ commit, ref, tree, isCommitted: tree === head.value.tree, files })
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
