import { type Command, Option } from "commander"
import { findDefinition } from "../../app/load-definition.ts"
import { formatDiagnostics } from "../../core/definition/format-diagnostic.ts"
import { didYouMean } from "../../core/definition/nearest.ts"
import { endsOfWays } from "../../core/proof/last-environments.ts"
import type { Proof } from "../../core/proof/prove-definition.ts"
import { exitStatusOf, failure } from "../../core/shared/failure.ts"
import type { CliContext } from "../cli-context.ts"
import { describeCommand } from "../help/command-help.ts"
import { addCommand } from "../help/command-list.ts"
import { printFailure } from "../print-failure.ts"
import { waysDot } from "./ways-dot.ts"
import { waysJson } from "./ways-json.ts"
import { waysText } from "./ways-text.ts"

interface ProveOptions {
  readonly file?: string
  readonly format: "text" | "json" | "dot"
}

const help = {
  notes: `Every way in which a release can get into each environment, with what each
step demands, and whether what 'always' requires holds on all of them. From
slipway.yaml alone: it needs neither a server nor a git repository.`,
  exitStatus: {
    0: "every rule holds; there may be warnings",
    2: "a rule does not hold, slipway.yaml is wrong, or there is no such environment",
  },
  examples: {
    "slipway prove": "all ways, as trees",
    "slipway prove production": "the ways into one environment",
    "slipway prove --format dot | dot -Tsvg > ways.svg": "as a picture, with Graphviz",
    "slipway prove --format json": "for a program",
  },
}

/** `slipway prove [environment]`: every way into it, and whether the rules under `always` hold on all of them. */
export function proveCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "prove"), help)
    .option("-f, --file <path>", "the definition; default: slipway.yaml in this folder or one above")
    .addOption(new Option("--format <format>", "how to answer").choices(["text", "json", "dot"]).default("text"))
    .action(async (environment: string | undefined, { file, format }: ProveOptions) => {
      const answerFormat = format === "json" ? "json" : "text"
      const found = await findDefinition({ cwd: context.cwd, file }, context.readText)
      if (!found.ok) return context.setExitStatus(printFailure(found.failure, context, answerFormat))
      const { proof, diagnostics, definition } = found.value
      const problems = formatDiagnostics(diagnostics, { colour: context.colour })
      if (!proof) {
        const { file, diagnostics } = found.value
        context.stdout.write(
          format === "json" ? `${JSON.stringify({ ok: false, file, diagnostics }, null, 2)}\n` : problems,
        )
        return context.setExitStatus(exitStatusOf("definition-invalid"))
      }
      const roots = rootsOf(proof, environment)
      if (!roots) return context.setExitStatus(printFailure(unknown(proof, environment ?? ""), context, answerFormat))
      if (format === "json") context.stdout.write(waysJson(proof, found.value))
      else if (format === "dot") context.stdout.write(waysDot(proof))
      else context.stdout.write(waysText(proof, roots, context.colour) + problems)
      context.setExitStatus(definition ? 0 : exitStatusOf("definition-invalid"))
    })
}

function rootsOf({ definition }: Proof, environment: string | undefined): readonly string[] | undefined {
  if (environment === undefined) return endsOfWays(definition)
  return Object.hasOwn(definition.environments, environment) ? [environment] : undefined
}

function unknown({ definition }: Proof, environment: string) {
  const names = Object.keys(definition.environments)
  const hint = didYouMean(environment, names) ?? `there are ${names.join(", ")}`
  return failure("environment-unknown", `there is no environment '${environment}' in slipway.yaml`, { hint })
}
