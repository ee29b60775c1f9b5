import type { CliContext } from "../cli-context.ts"
import type { RunHost } from "../run-host.ts"
import { createJsonReporter } from "./json-reporter.ts"
import { LiveReporter } from "./live-reporter.ts"
import { createPlainReporter } from "./plain-reporter.ts"
import type { Reporter } from "./reporter.ts"

/** `auto`: live on a terminal, plain lines elsewhere. */
export type RunFormat = "auto" | "plain" | "json"

/** The reporter for a format and for where the output goes. */
export function createReporter(format: RunFormat, { isTerminal, colour, env }: CliContext, host: RunHost): Reporter {
  if (format === "json") return createJsonReporter(host)
  if (format === "auto" && isTerminal && env.TERM !== "dumb") return new LiveReporter({ ...host, colour })
  return createPlainReporter({ ...host, colour })
}
