/** How the jobs of a run ended, by the plain output of `slipway run`: `ran`, `restored`, `not needed`, `failed`, ... */
export function jobEnds(stdout: string): Readonly<Record<string, string>> {
  const lines = stdout.matchAll(/^(\S+) > (succeeded|failed|errored|canceled|skipped|restored|not needed)\b/gm)
  return Object.fromEntries([...lines].map(([, job = "", end = ""]) => [job, end === "succeeded" ? "ran" : end]))
}
