import { fail, ok, type Result } from "../core/shared/result.ts"
import type { Repository } from "../ports/repository.ts"

const NAMED_FILES = 5

export interface SourceRequest {
  /** Branch, tag or commit; null: the commit that the working tree stands on. */
  readonly ref: string | null
  /** Run on the files of the working tree as they are; only without a ref. */
  readonly dirty: boolean
}

/** Which files something is about. */
export interface RunSource {
  readonly commit: string
  /** Full name of the ref that was asked for; null for a bare commit. */
  readonly ref: string | null
  /** The commit, or the tree of the working tree's files. */
  readonly treeish: string
  /** Whether the files are exactly the commit's. Only then can anything be signed about it. */
  readonly isCommitted: boolean
}

/** The commit or the files that were asked for. */
export async function findSource(
  repository: Pick<Repository, "resolve" | "current" | "workingTree">,
  request: SourceRequest,
): Promise<Result<RunSource>> {
  if (request.ref !== null && request.dirty) {
    const hint = "leave one of them out"
    return fail("argument-invalid", "--dirty runs on the working tree, so it takes no ref", { hint })
  }
  if (request.ref !== null) {
    const resolved = await repository.resolve(request.ref)
    if (!resolved.ok) return resolved
    return ok({ ...resolved.value, treeish: resolved.value.commit, isCommitted: true })
  }
  if (request.dirty) return asItIs(repository)
  const current = await repository.current()
  if (!current.ok) return current
  const { commit, ref, changed } = current.value
  if (changed.length === 0) return ok({ commit, ref, treeish: commit, isCommitted: true })
  return dirty(changed)
}

/** The commit's files count as such, also where the person has asked for edited ones. */
async function asItIs(repository: Pick<Repository, "workingTree">): Promise<Result<RunSource>> {
  const found = await repository.workingTree()
  if (!found.ok) return found
  const { commit, ref, tree, isCommitted } = found.value
  return ok({ commit, ref, treeish: isCommitted ? commit : tree, isCommitted })
}

function dirty(changed: readonly string[]) {
  const named = changed.slice(0, NAMED_FILES).map((path) => JSON.stringify(path).slice(1, -1))
  const more = changed.length > NAMED_FILES ? ` and ${changed.length - NAMED_FILES} more` : ""
  return fail("working-tree-dirty", `files differ from the commit: ${named.join(", ")}${more}`, {
    hint: "commit them, or add --dirty to run on the files as they are",
  })
}
