import { type CliContext, wantsColour } from "../cli-context.ts"

export const runFormats = ["auto", "live", "plain", "json", "github", "gitlab"] as const

/** How a run can be asked to be shown. */
export type RunFormat = (typeof runFormats)[number]

/** How it is shown. */
export type ChosenFormat = Exclude<RunFormat, "auto">

type Surroundings = Pick<CliContext, "isTerminal" | "env">

/** `auto`: as the CI system it runs in folds logs; else live on a terminal that a person looks at, plain lines elsewhere. */
export function chosenFormat(format: RunFormat, { isTerminal, env }: Surroundings): ChosenFormat {
  if (format !== "auto") return format
  if (env.GITHUB_ACTIONS === "true") return "github"
  if (env.GITLAB_CI === "true") return "gitlab"
  return isTerminal && env.TERM !== "dumb" && !isCi(env) ? "live" : "plain"
}

/** The logs of CI systems show colours, though they are no terminals. */
export function colourIn(format: ChosenFormat, { isTerminal, env }: Surroundings): boolean {
  const isLog = format === "github" || format === "gitlab"
  return isLog ? wantsColour(true, { ...env, TERM: undefined }) : wantsColour(isTerminal, env)
}

function isCi({ CI }: CliContext["env"]): boolean {
  return CI !== undefined && !["", "0", "false"].includes(CI)
}
