import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { CurrentState } from "../../ports/repository.ts"
import type { GitContext } from "./git-context.ts"
import { isObjectId } from "./object-id.ts"
import { isRefName } from "./ref-name.ts"

const SYMBOLIC = "ref: "

/** What HEAD says where branches are files (gitrepository-layout(5)); git may know better. */
export async function likelyState({
  gitDirectory,
  commonDirectory,
}: GitContext): Promise<Pick<CurrentState, "commit" | "ref"> | undefined> {
  try {
    const head = (await readFile(join(gitDirectory, "HEAD"), "utf8")).trimEnd()
    const ref = head.startsWith(SYMBOLIC) ? head.slice(SYMBOLIC.length) : null
    if (ref !== null && !(ref.startsWith("refs/heads/") && isRefName(ref))) return undefined
    const commit = ref === null ? head : (await readFile(join(commonDirectory, ref), "utf8")).trimEnd()
    return isObjectId(commit) ? { commit, ref } : undefined
  } catch {
    return undefined
  }
}
