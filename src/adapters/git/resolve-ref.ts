import { didYouMean } from "../../core/definition/nearest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { callGit, type GitContext, readGit } from "./git-context.ts"
import { listRefs } from "./list-refs.ts"
import { isAbbreviatedId, isObjectId } from "./object-id.ts"
import { peelAll } from "./peel.ts"
import { isRefName } from "./ref-name.ts"

export interface ResolvedRef {
  readonly commit: string
  /** Full name; null for an object id or a detached HEAD. */
  readonly ref: string | null
}

/**
 * The commit of a branch, tag, remote branch, full ref name, `HEAD` or object id (7 hex digits or more). A whole object id
 * is never taken for a name, and a name that means different commits is refused: who pushes must not choose which.
 */
export async function resolveRef(context: GitContext, ref: string): Promise<Result<ResolvedRef>> {
  if (isObjectId(ref)) {
    const peeled = await peelAll(context, [ref])
    if (!peeled.ok) return peeled
    const [commit] = peeled.value
    return commit ? ok({ commit, ref: null }) : fail("ref-unknown", `there is no commit '${ref}'`)
  }
  if (ref === "HEAD") return resolveHead(context)
  const named = isRefName(ref) ? await byName(context, ref) : ok([])
  if (!named.ok) return named
  const identified = isAbbreviatedId(ref) ? await byAbbreviation(context, ref) : ok([])
  if (!identified.ok) return identified
  const found = [...named.value, ...identified.value]
  const [first] = found
  if (first === undefined) return unknownRef(context, ref)
  if (found.every(({ commit }) => commit === first.commit)) return ok(first)
  const meanings = found.map((one) => one.ref ?? one.commit)
  return fail("ref-unknown", `'${ref}' can mean ${meanings.join(" or ")}`, { hint: "write one of these in full" })
}

/** HEAD's branch need not exist yet. */
async function resolveHead(context: GitContext): Promise<Result<ResolvedRef>> {
  const commit = await callGit(context, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
  if (!commit.ok) return commit
  if (commit.value.code !== 0) {
    return fail("ref-unknown", "the repository has no commit yet", { hint: "commit something first" })
  }
  const branch = await callGit(context, ["symbolic-ref", "--quiet", "HEAD"])
  if (!branch.ok) return branch
  const ref = branch.value.code === 0 ? branch.value.stdout.toString("utf8").trimEnd() : null
  return ok({ commit: commit.value.stdout.toString("utf8").trimEnd(), ref })
}

/** By exact full names, so that git's own rules for short ones cannot lead elsewhere. */
async function byName(context: GitContext, name: string): Promise<Result<readonly ResolvedRef[]>> {
  const full = name.startsWith("refs/") ? [name] : []
  const local = [...full, `refs/heads/${name}`, `refs/tags/${name}`]
  const remote = `refs/remotes/${name}`
  const listed = await listRefs(context, [...local, remote])
  if (!listed.ok) return listed
  const found = (names: readonly string[]) =>
    names.flatMap((ref) => {
      const commit = listed.value.get(ref)?.commit
      return commit ? [{ commit, ref }] : []
    })
  const here = found(local)
  return ok(here.length > 0 ? here : found([remote]))
}

async function byAbbreviation(context: GitContext, prefix: string): Promise<Result<readonly ResolvedRef[]>> {
  const listed = await readGit(context, ["rev-parse", `--disambiguate=${prefix}`])
  if (!listed.ok) return listed
  const ids = listed.value.toString("utf8").split("\n").filter(isObjectId)
  const peeled = await peelAll(context, ids)
  if (!peeled.ok) return peeled
  return ok(peeled.value.flatMap((commit) => (commit === null ? [] : [{ commit, ref: null }])))
}

async function unknownRef(context: GitContext, ref: string): Promise<Result<never>> {
  const listed = await listRefs(context, ["refs/heads", "refs/tags"])
  if (!listed.ok) return listed
  const names = [...listed.value.keys()].map((name) => name.replace(/^refs\/(?:heads|tags)\//, ""))
  const hint = didYouMean(ref, names)
  const message = `there is no branch, tag or commit '${ref}'`
  return fail("ref-unknown", message, hint === undefined ? {} : { hint })
}
