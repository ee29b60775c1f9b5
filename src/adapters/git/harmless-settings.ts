import { homedir } from "node:os"
import { join } from "node:path"
import { ok, type Result } from "../../core/shared/result.ts"
import { type GitContext, userEnvironment } from "./git-context.ts"
import { type GitOptions, runGit } from "./run-git.ts"

/** Settings under which git looks at a working tree, as variables of its environment. */
export type HarmlessSettings = Readonly<Record<string, string>>

/** The person's own ignore file still counts; filters that the repository configures do not run. */
export function harmlessSettings({ settings, gitDirectory }: GitContext): Promise<Result<HarmlessSettings>> {
  const env = { ...userEnvironment(), GIT_DIR: gitDirectory }
  return settings ?? settingsFrom([], { directory: gitDirectory, env })
}

/** @param where options of git that say where the repository is, if the environment does not */
export async function settingsFrom(where: readonly string[], options: GitOptions): Promise<Result<HarmlessSettings>> {
  const asked = ["config", "--null", "--get-regexp", "^(filter\\..*|core\\.excludesfile)$"]
  const listed = await runGit([...where, ...asked], options)
  if (!listed.ok) return listed
  const entries = listed.value.stdout.toString("utf8").split("\0").filter(Boolean)
  const settings = entries.flatMap((entry): [name: string, value: string][] => {
    const end = entry.indexOf("\n")
    const name = end < 0 ? entry : entry.slice(0, end)
    if (name === "core.excludesfile") return end < 0 ? [] : [[name, expanded(entry.slice(end + 1))]]
    return [[name, name.endsWith(".required") ? "false" : ""]]
  })
  return ok(configuration(settings))
}

/** As git reads a path: `~/` is the home folder (git-config(1), pathname). */
function expanded(path: string): string {
  return path.startsWith("~/") ? join(process.env.HOME ?? homedir(), path.slice(2)) : path
}

/** Settings as git reads them from its environment: unlike with `-c`, a name may hold `=` (git-config(1)). */
function configuration(settings: readonly (readonly [name: string, value: string])[]): HarmlessSettings {
  const variables = settings.flatMap(([name, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, name],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ])
  return { ...Object.fromEntries(variables), GIT_CONFIG_COUNT: String(settings.length) }
}
