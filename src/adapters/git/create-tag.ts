import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { GitPerson } from "../../ports/repository.ts"
import { callGit, type GitContext, readGit } from "./git-context.ts"
import { listRefs } from "./list-refs.ts"
import { isObjectId } from "./object-id.ts"
import { isRefName } from "./ref-name.ts"
import { gitFailed } from "./run-git.ts"

const SLIPWAY: GitPerson = { name: "slipway", email: "slipway@localhost" }

/**
 * Creates an annotated tag. Git takes it only if there is none by that name, in one step with writing it; one that is
 * there already is fine if it names the same commit, else `name-moves`.
 */
export async function createTag(
  context: GitContext,
  name: string,
  commit: string,
  { message, tagger = SLIPWAY }: { readonly message: string; readonly tagger?: GitPerson | undefined },
): Promise<Result<void>> {
  const ref = `refs/tags/${name}`
  if (!isRefName(ref) || name.startsWith("-")) return fail("argument-invalid", `'${name}' cannot be a tag's name`)
  if (!isObjectId(commit)) return fail("ref-unknown", `there is no commit '${commit}'`)
  const before = await taggedCommit(context, ref)
  if (!before.ok) return before
  if (before.value !== undefined) return agree(name, commit, before.value)
  const object = await readGit(context, ["mktag"], { input: tagObject(name, commit, message, tagger) })
  if (!object.ok) return object
  const nothing = "0".repeat(commit.length)
  const identity = { GIT_COMMITTER_NAME: oneLine(tagger.name), GIT_COMMITTER_EMAIL: oneLine(tagger.email) }
  const args = ["update-ref", "-m", "slipway: tag", ref, object.value.toString("utf8").trim(), nothing]
  const updated = await callGit(context, args, { env: identity })
  if (!updated.ok) return updated
  if (updated.value.code === 0) return ok(undefined)
  // Somebody else may have been faster.
  const after = await taggedCommit(context, ref)
  if (!after.ok) return after
  return after.value === undefined ? gitFailed(args, updated.value) : agree(name, commit, after.value)
}

/** The commit behind the tag; null if it names something else; undefined if there is no such tag. */
async function taggedCommit(context: GitContext, ref: string): Promise<Result<string | null | undefined>> {
  const listed = await listRefs(context, [ref])
  return listed.ok ? ok(listed.value.get(ref)?.commit) : listed
}

function agree(name: string, commit: string, existing: string | null): Result<void> {
  if (existing === commit) return ok(undefined)
  const what = existing === null ? "something that is no commit" : `commit ${existing.slice(0, 12)}`
  return fail("name-moves", `the tag '${name}' names ${what} and cannot move to ${commit.slice(0, 12)}`, {
    hint: "choose a new version",
  })
}

function tagObject(name: string, commit: string, message: string, tagger: GitPerson): string {
  const who = `${oneLine(tagger.name)} <${oneLine(tagger.email)}> ${Math.floor(Date.now() / 1000)} +0000`
  return `object ${commit}\ntype commit\ntag ${name}\ntagger ${who}\n\n${message.replaceAll("\0", "").trimEnd()}\n`
}

/** Without what would end the field early. */
function oneLine(text: string): string {
  return text.replaceAll(/[<>\r\n\0]/g, "").trim() || "slipway"
}
