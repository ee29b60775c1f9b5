import { type Command, Option } from "commander"
import { listAffected } from "../app/affected/list-affected.ts"
import { planRef } from "../app/plan-ref.ts"
import { explainJobs } from "../app/why/explain-jobs.ts"
import type { Result } from "../core/shared/result.ts"
import { type AffectedOption, affectedFlag, affectedList, affectedRequest } from "./affected-text.ts"
import type { CliContext } from "./cli-context.ts"
import type { CliHosts } from "./cli-hosts.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { planText } from "./plan-text.ts"
import { printFailure } from "./print-failure.ts"
import { whyText } from "./why-text.ts"

interface PlanOptions {
  readonly format: OutputFormat
  readonly why?: string
  readonly affected?: AffectedOption
}

const help = {
  notes: `Route, jobs, environments, and what each of their gates needs. It reads the
repository and nothing else: what has been built or approved already, the
server knows (slipway status). Where the protected branch exists, its rules
count. In JSON, 'entries' are the ways that the push itself takes, 'later' those
that open from there.

With --why or --affected it says what 'slipway run' would do here instead, and
without a ref for the files of the working tree as they are.`,
  exitStatus: { 1: "a push of it would be refused", 2: "there is no such ref or job, or slipway.yaml is wrong" },
  examples: {
    "slipway plan feature/hello": "what a push of the branch would do",
    "slipway plan v1.2.0 --format json": "of a tag, for a program",
    "slipway plan --why gateway:unit": "what has changed since the job last ran here",
    "slipway plan --affected": "the jobs that the branch changes, and by what",
    "slipway plan -- --odd-name": "a ref that looks like an option",
  },
}

/** `slipway plan [ref]`: what a push of it, or a run here, would do, without doing it. */
export function planCommand(program: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(addCommand(program, "plan"), help)
    .addOption(
      new Option(
        "--why <job>",
        "say why a run would restore the job, or run it: what has changed since it last ran here",
      ).conflicts("affected"),
    )
    .option(affectedFlag, "list the jobs that 'slipway run --affected' is about, and why")
    .addOption(formatOption())
    .action(async (ref: string | undefined, { format, why, affected }: PlanOptions) => {
      const show = <T>(result: Result<T>, text: (value: T) => string) => {
        if (!result.ok) return context.setExitStatus(printFailure(result.failure, context, format))
        const { value } = result
        context.stdout.write(format === "json" ? `${JSON.stringify(value, null, 2)}\n` : text(value))
      }
      const base = affectedRequest(affected)
      if (why !== undefined) {
        const ports = await hosts.explain(context)
        const explained = ports.ok ? await explainJobs(ports.value, { ref: ref ?? null, name: why }) : ports
        return show(explained, (value) => whyText(value, { now: context.now(), colour: context.colour }))
      }
      const repository = await context.openRepository()
      if (base) {
        const listed = repository.ok ? await listAffected(repository.value, { ref: ref ?? null, ...base }) : repository
        return show(listed, affectedList)
      }
      const planned = repository.ok ? await planRef(repository.value, ref ?? "HEAD", { now: context.now }) : repository
      show(planned, (value) => planText(value, context.colour))
      if (planned.ok && planned.value.route.kind === "refused") context.setExitStatus(1)
    })
}
