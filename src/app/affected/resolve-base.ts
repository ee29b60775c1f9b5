import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Repository } from "../../ports/repository.ts"

/** A commit that others are compared with. */
export interface Base {
  readonly commit: string
  /** As the user named it, or the protected branch that it was found by. Hostile. */
  readonly name: string
  /** Whether it is where the commit at hand left that branch. */
  readonly isMergeBase: boolean
}

/** `main~2^` taken apart: no ref's name holds either character. */
const ANCESTRY = /^([^~^]+)((?:~\d{0,4}|\^)+)$/
const MOST_STEPS = 1000

export interface BaseRequest {
  /** Branch, tag or commit, or an ancestor of one (`HEAD~1`); null: where the commit left the protected branch. */
  readonly given: string | null
  readonly commit: string
  readonly definition: Pick<Definition, "branches">
}

export async function resolveBase(repository: Repository, request: BaseRequest): Promise<Result<Base>> {
  const { given } = request
  if (given === null) return mergeBase(repository, request)
  const [, ref = given, steps = ""] = ANCESTRY.exec(given) ?? []
  const resolved = await repository.resolve(ref)
  if (!resolved.ok) return resolved
  const commit = await ancestor(repository, resolved.value.commit, stepsIn(steps))
  if (!commit.ok) return commit
  if (commit.value !== undefined) return ok({ commit: commit.value, name: given, isMergeBase: false })
  return fail("ref-unknown", `there is no commit '${given}'`, { hint: `'${ref}' has fewer ancestors here` })
}

/** `~2^`: three. */
function stepsIn(text: string): number {
  const steps = text.match(/~\d*|\^/g) ?? []
  return steps.reduce((sum, step) => sum + (step.length > 1 ? Number(step.slice(1)) : 1), 0)
}

/** By first parents; undefined where there are fewer. */
async function ancestor(repository: Repository, commit: string, steps: number): Promise<Result<string | undefined>> {
  if (steps === 0) return ok(commit)
  if (steps > MOST_STEPS) return ok(undefined)
  const facts = await repository.commit(commit)
  if (!facts.ok) return facts
  const [parent] = facts.value.parents
  return parent === undefined ? ok(undefined) : ancestor(repository, parent, steps - 1)
}

/** Of the protected branches that are here the first counts; a CI system's clone may know it as `origin`'s alone. */
async function mergeBase(repository: Repository, { commit, definition }: BaseRequest): Promise<Result<Base>> {
  const names = definition.branches.protected.filter((name) => !name.includes("*"))
  for (const name of names) {
    for (const ref of [`refs/heads/${name}`, `refs/remotes/origin/${name}`]) {
      const tip = await repository.resolve(ref)
      if (!tip.ok && tip.failure.reason === "ref-unknown") continue
      if (!tip.ok) return tip
      const common = await repository.mergeBase(tip.value.commit, commit)
      if (!common.ok) return common
      if (common.value === null) return noCommonCommit(name)
      return ok({ commit: common.value, name, isMergeBase: true })
    }
  }
  const missing = names.length === 0 ? "a protected branch" : `the protected branch '${names.join("' or '")}'`
  return fail("ref-unknown", `${missing} is not here to compare with`, {
    hint: "fetch it, or name a base: --affected=<branch, tag or commit>",
  })
}

function noCommonCommit(branch: string): Result<never> {
  return fail("ref-unknown", `there is no commit here that is part of '${branch}' too`, {
    hint: "in a shallow clone, fetch more (git fetch --unshallow), or name a base: --affected=<branch, tag or commit>",
  })
}
