import { resolve } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Repository } from "../../ports/repository.ts"
import type { GitContext } from "./git-context.ts"
import { userEnvironment } from "./git-context.ts"
import { gitRepository } from "./git-repository.ts"
import { settingsFrom } from "./harmless-settings.ts"
import { HEAD_STATE, parseHeadState } from "./parse-head-state.ts"
import { gitFailed, runGit } from "./run-git.ts"

/**
 * The repository that a folder is in, or is (bare). `not-a-repository` if there is none or git does not trust its owner;
 * `git-missing` without git.
 */
export async function openRepository(folder: string): Promise<Result<Repository>> {
  const found = await findRepository(resolve(folder))
  return found.ok ? ok(gitRepository(found.value.context)) : found
}

export interface OpenedRepository {
  readonly repository: Repository
  /** The top folder of the working tree; of a bare repository the repository itself. Absolute. */
  readonly root: string
}

/** {@link openRepository} for whoever goes on to look at the working tree, once: what that takes is asked for meanwhile. */
export async function openWorkTree(folder: string): Promise<Result<OpenedRepository>> {
  const absolute = resolve(folder)
  const settings = settingsFrom(["-C", absolute], { directory: "/", env: userEnvironment() })
  const found = await findRepository(absolute, HEAD_STATE)
  if (!found.ok) return found
  const { context, answers } = found.value
  const head = parseHeadState(answers)
  const repository = gitRepository({ ...context, settings, ...(head && { head }) })
  return ok({ repository, root: context.workTree ?? context.gitDirectory })
}

interface FoundRepository {
  readonly context: GitContext
  /** Lines that git said about what else was asked; as many as it could. */
  readonly answers: readonly string[]
}

/**
 * The one call that reads the person's configuration, for `safe.directory`; all later ones name the folders. Of a working
 * tree, `more` is asked with it.
 */
async function findRepository(folder: string, more: readonly string[] = []): Promise<Result<FoundRepository>> {
  const options = { directory: "/", env: { ...userEnvironment(), GIT_NO_REPLACE_OBJECTS: "1" } }
  const ask = ["-C", folder, "rev-parse", "--path-format=absolute"]
  const args = [...ask, "--git-dir", "--git-common-dir", "--show-object-format", "--is-inside-work-tree"]
  // Outside of a working tree the last one fails, after the others have been answered.
  const asked = await runGit([...args, "--show-toplevel", ...more], options)
  if (!asked.ok) return asked
  const [gitDirectory = "", commonDirectory = "", format, inside, top, ...answers] = asked.value.stdout
    .toString("utf8")
    .split("\n")
  // HEAD, which may name nothing yet, comes after all that has to be known.
  const isKnown = inside === "false" || (more.length > 0 && inside === "true" && top)
  if (asked.value.code !== 0 && !isKnown) {
    return explain(folder, asked.value.stderr) ?? gitFailed(["rev-parse"], asked.value)
  }
  const objectFormat = format === "sha256" ? "sha256" : "sha1"
  const workTree = inside === "true" && top ? top : null
  return ok({ context: { gitDirectory, commonDirectory, objectFormat, quarantine: {}, workTree }, answers })
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
