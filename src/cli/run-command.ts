import { type Command, InvalidArgumentError, Option } from "commander"
import { prepareRun } from "../app/prepare-run.ts"
import { type CompletedRun, runCommit } from "../app/run-commit.ts"
import { exitStatusOf, exitStatusOfClass, type Failure } from "../core/shared/failure.ts"
import { FailureError, failed, type Result } from "../core/shared/result.ts"
import type { TerminalStatus } from "../core/shared/status.ts"
import type { CliContext } from "./cli-context.ts"
import { type Interruption, interruptionOf } from "./interruption.ts"
import { printFailure } from "./print-failure.ts"
import { createReporter, type RunFormat } from "./reporters/create-reporter.ts"
import type { Reporter } from "./reporters/reporter.ts"
import type { RunHost, RunTools } from "./run-host.ts"

/** Milliseconds between TERM and KILL. */
const GRACE = 5000
const MOST_JOBS = 256

interface RunOptions {
  readonly jobs?: number
  readonly format: RunFormat
  readonly dirty: boolean
  readonly only: readonly string[]
  readonly keep: boolean
}

const exitStatusOfRun: Readonly<Record<TerminalStatus, number>> = {
  succeeded: 0,
  skipped: 0,
  failed: exitStatusOfClass.refused,
  errored: exitStatusOfClass.errored,
  canceled: exitStatusOfClass.canceled,
}

/** `slipway run [ref]`: runs a commit's jobs and builds its images on this machine, as CI and the server do. */
export function runCommand(program: Command, context: CliContext, host: RunHost): void {
  program
    .command("run")
    .description("run a commit's jobs and build its images, in a clean checkout on this machine")
    .argument("[ref]", "branch, tag or commit; default: what the working tree stands on")
    .option("-j, --jobs <n>", "jobs at once; default: one per processor", parseJobs)
    .addOption(new Option("--format <format>", "how to show it").choices(["auto", "plain", "json"]).default("auto"))
    .option("--dirty", "run on the files of the working tree as they are; nothing is signed then", false)
    .option("--only <job>", "only this job, or this service's jobs, with what they need; may be repeated", collect, [])
    .option("--keep", "leave the checkout in .slipway/work", false)
    .action(async (ref: string | undefined, options: RunOptions) => {
      context.setExitStatus(await run(context, host, { ref: ref ?? null, ...options }))
    })
}

type Request = RunOptions & { readonly ref: string | null }

async function run(context: CliContext, host: RunHost, request: Request): Promise<number> {
  const tools = await host.open(context)
  if (!tools.ok) return printRunFailure(tools.failure, context, request.format)
  const reporter = createReporter(request.format, context, host)
  try {
    using interruption = interruptionOf(host, { reporter, grace: GRACE, kill: tools.value.kill })
    const completed = await completeRun({ host, tools: tools.value, reporter, interruption }, request)
    reporter.close()
    // Ctrl-C reaches git too, which then fails; that is not what happened.
    if (!completed.ok && interruption.signal.aborted) return exitStatusOfClass.canceled
    if (!completed.ok) return printRunFailure(completed.failure, context, request.format)
    for (const line of closingLines(completed.value, tools.value, request)) context.stderr.write(`slipway: ${line}\n`)
    const { outcome } = completed.value
    return outcome.canceled ? exitStatusOfClass.canceled : exitStatusOfRun[outcome.status]
  } finally {
    reporter.close()
  }
}

interface RunParts {
  readonly host: RunHost
  readonly tools: RunTools
  readonly reporter: Reporter
  readonly interruption: Interruption
}

async function completeRun(parts: RunParts, { ref, ...options }: Request): Promise<Result<CompletedRun>> {
  const { host, tools, reporter, interruption } = parts
  const { dirty, only } = options
  const prepared = await prepareRun(tools.repository, { ref, dirty, only, facts: tools.facts })
  if (!prepared.ok) return prepared
  try {
    return await runCommit({ ...tools, clock: host.clock }, prepared.value, {
      ...tools,
      run: host.newRunId(),
      keep: options.keep,
      jobs: options.jobs ?? host.processors,
      grace: GRACE,
      signal: interruption.signal,
      observe: (event) => reporter.observe(event),
      onProcess: interruption.add,
    })
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure)
    throw error
  }
}

function closingLines({ checkout, statements }: CompletedRun, tools: RunTools, { keep, dirty }: Request): string[] {
  const { name } = tools.evidence.signer
  const signed = statements === 1 ? "1 statement" : `${statements} statements`
  return [
    ...(statements === null && dirty ? ["nothing is signed: these are not the files of a commit"] : []),
    ...(statements ? [`${signed} signed as ${name}`] : []),
    ...(keep ? [`the checkout stays in ${checkout}`] : []),
  ]
}

/** In JSON it is the one line there is, of type `failure`. */
function printRunFailure(failure: Failure, context: CliContext, format: RunFormat): number {
  if (format !== "json") return printFailure(failure, context)
  context.stdout.write(`${JSON.stringify({ type: "failure", failure })}\n`)
  return exitStatusOf(failure.reason)
}

function parseJobs(text: string): number {
  const jobs = Number(text)
  if (/^\d+$/.test(text) && jobs >= 1 && jobs <= MOST_JOBS) return jobs
  throw new InvalidArgumentError(`It is a number from 1 to ${MOST_JOBS}.`)
}

function collect(name: string, names: readonly string[]): readonly string[] {
  return [...names, name]
}
