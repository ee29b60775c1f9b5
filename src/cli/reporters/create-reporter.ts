import type { CliContext } from "../cli-context.ts"
import type { RunHost } from "../run-host.ts"
import { githubMarks } from "./github-marks.ts"
import { gitlabMarks } from "./gitlab-marks.ts"
import { GroupedReporter } from "./grouped-reporter.ts"
import { createJsonReporter } from "./json-reporter.ts"
import { LiveReporter } from "./live-reporter.ts"
import { createPlainReporter } from "./plain-reporter.ts"
import type { Reporter } from "./reporter.ts"
import { type ChosenFormat, colourIn } from "./run-format.ts"

/** The reporter for a format. */
export function createReporter(format: ChosenFormat, context: CliContext, host: RunHost): Reporter {
  const options = { ...host, colour: colourIn(format, context) }
  switch (format) {
    case "json":
      return createJsonReporter(host)
    case "live":
      return new LiveReporter(options)
    case "plain":
      return createPlainReporter(options)
    case "github":
      return new GroupedReporter({ ...options, marks: githubMarks(host.newToken) })
    case "gitlab":
      return new GroupedReporter({ ...options, marks: gitlabMarks() })
  }
}
