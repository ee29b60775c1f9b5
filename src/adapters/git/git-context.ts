import type { ChildProcessWithoutNullStreams } from "node:child_process"
import { devNull } from "node:os"
import type { Result } from "../../core/shared/result.ts"
import type { HeadState } from "./parse-head-state.ts"
import { type GitOptions, type GitOutput, gitOutput, runGit, spawnGit } from "./run-git.ts"

/** An open repository, as the functions of this folder need it. All paths are absolute. */
export interface GitContext {
  readonly gitDirectory: string
  /** The same, except in a linked worktree: where objects and branches are. */
  readonly commonDirectory: string
  /** Null for a bare repository. */
  readonly workTree: string | null
  readonly objectFormat: "sha1" | "sha256"
  /** Where objects are, in a pre-receive hook; empty otherwise. */
  readonly quarantine: Readonly<Record<string, string>>
  /** Those of harmless-settings.ts, where they have been asked for already. */
  readonly settings?: Promise<Result<Readonly<Record<string, string>>>>
  /** What HEAD named when the repository was opened, for whoever looks at the working tree once. */
  readonly head?: HeadState
}

/** What git needs of the process's environment to find itself and its user's configuration. */
const INHERITED = ["PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR"]

/** With the configuration of the user and the system; without the `GIT_*` of a hook that we may be running in. */
export function userEnvironment(): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(inherited), LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" }
}

/**
 * The same answers on every machine: only the repository's own configuration counts. `safe.directory` was obeyed when
 * the repository was found (open-repository.ts). Replacement refs could be pushed and would change what an id means.
 * Objects that a partial clone lacks are not fetched: how is the repository's to say, and may be any command.
 */
export function isolatedEnvironment(): Record<string, string> {
  return {
    ...userEnvironment(),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_ALLOW_PROTOCOL: "none",
  }
}

export interface CallOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs git on the repository; any exit code is a value. */
export function callGit(
  context: GitContext,
  args: readonly string[],
  options: CallOptions = {},
): Promise<Result<GitOutput>> {
  return runGit([...locate(context), ...args], optionsOf(context, options))
}

/** Runs git on the repository; answers with what it wrote, or `git-failed`. */
export function readGit(
  context: GitContext,
  args: readonly string[],
  options: CallOptions = {},
): Promise<Result<Buffer>> {
  return gitOutput([...locate(context), ...args], optionsOf(context, options))
}

/** Starts git on the repository, for whoever reads along. */
export function startGit(
  context: GitContext,
  args: readonly string[],
  options: CallOptions = {},
): ChildProcessWithoutNullStreams {
  return spawnGit([...locate(context), ...args], optionsOf(context, options))
}

function locate({ gitDirectory, workTree }: GitContext): string[] {
  const where = workTree === null ? [] : [`--work-tree=${workTree}`]
  return [`--git-dir=${gitDirectory}`, ...where, "--literal-pathspecs"]
}

function optionsOf(context: GitContext, { input, env }: CallOptions): GitOptions {
  const directory = context.workTree ?? context.gitDirectory
  const whole = { ...isolatedEnvironment(), ...context.quarantine, ...env }
  return { directory, env: whole, ...(input === undefined ? {} : { input }) }
}
