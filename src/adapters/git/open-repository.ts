import { resolve } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Repository } from "../../ports/repository.ts"
import type { GitContext } from "./git-context.ts"
import { userEnvironment } from "./git-context.ts"
import { gitRepository } from "./git-repository.ts"
import { gitFailed, gitOutput, runGit } from "./run-git.ts"

/**
 * The repository that a folder is in, or is (bare). `not-a-repository` if there is none or git does not trust its owner;
 * `git-missing` without git.
 */
export async function openRepository(folder: string): Promise<Result<Repository>> {
  const found = await findRepository(resolve(folder))
  return found.ok ? ok(gitRepository(found.value)) : found
}

/** The one call that reads the person's configuration, for `safe.directory`; all later ones name the folders. */
async function findRepository(folder: string): Promise<Result<GitContext>> {
  const options = { directory: "/", env: userEnvironment() }
  const ask = ["-C", folder, "rev-parse", "--path-format=absolute"]
  const args = [...ask, "--git-dir", "--git-common-dir", "--show-object-format", "--is-inside-work-tree"]
  const asked = await runGit(args, options)
  if (!asked.ok) return asked
  if (asked.value.code !== 0) return explain(folder, asked.value.stderr) ?? gitFailed(["rev-parse"], asked.value)
  const [gitDirectory = "", commonDirectory = "", format, inside] = asked.value.stdout.toString("utf8").split("\n")
  const objectFormat = format === "sha256" ? "sha256" : "sha1"
  const place = { gitDirectory, commonDirectory, objectFormat, quarantine: {} } as const
  if (inside !== "true") return ok({ ...place, workTree: null })
  const top = await gitOutput([...ask, "--show-toplevel"], options)
  return top.ok ? ok({ ...place, workTree: top.value.toString("utf8").trimEnd() }) : top
}

function explain(folder: string, stderr: string): Result<never> | undefined {
  if (stderr.includes("dubious ownership")) {
    return fail("not-a-repository", `git does not trust '${folder}', which belongs to somebody else`, {
      hint: `git config --global --add safe.directory '${folder}'`,
    })
  }
  if (/not a git repository|cannot change to|invalid gitfile/.test(stderr)) {
    return fail("not-a-repository", `'${folder}' is not in a git repository`, { hint: "run 'git init' there first" })
  }
  return undefined
}
