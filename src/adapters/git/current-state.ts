import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { CurrentState } from "../../ports/repository.ts"
import { type GitContext, readGit } from "./git-context.ts"
import { type HarmlessSettings, harmlessSettings } from "./harmless-settings.ts"
import { noCommit } from "./head-state.ts"

/** Where the working tree stands, and which paths differ from its commit, as `git status` finds them. */
export async function currentState(context: GitContext): Promise<Result<CurrentState>> {
  if (context.workTree === null) return fail("argument-invalid", "a bare repository has no working tree")
  const settings = await harmlessSettings(context)
  if (!settings.ok) return settings
  const status = await readStatus(context, settings.value)
  if (!status.ok) return status
  const { commit, ref, changed } = status.value
  return commit === null ? noCommit() : ok({ commit, ref, changed })
}

interface Status {
  readonly commit: string | null
  readonly ref: string | null
  readonly changed: readonly string[]
}

async function readStatus(context: GitContext, env: HarmlessSettings): Promise<Result<Status>> {
  const how = ["--porcelain=v2", "--branch", "-z", "--untracked-files=all", "--ignore-submodules=none", "--no-renames"]
  const read = await readGit(context, ["status", ...how], { env })
  if (!read.ok) return read
  const lines = read.value.toString("utf8").split("\0").filter(Boolean)
  const header = (name: string) => lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3)
  const [commit, branch] = [header("branch.oid"), header("branch.head")]
  return ok({
    commit: commit === undefined || commit === "(initial)" ? null : commit,
    ref: branch === undefined || branch === "(detached)" ? null : `refs/heads/${branch}`,
    changed: lines.flatMap((line) => pathOf(line) ?? []).sort(),
  })
}

/** Fields before the path, by the kind of a line (git-status(1), Porcelain Format Version 2). */
const fieldsBefore: Readonly<Record<string, number>> = { "1": 8, "2": 9, u: 10, "?": 1 }

function pathOf(line: string): string | undefined {
  const fields = fieldsBefore[line[0] ?? ""]
  return fields === undefined ? undefined : line.split(" ").slice(fields).join(" ")
}
