import { type Command, InvalidArgumentError, Option } from "commander"
import type { CompletedRun } from "../app/run-commit.ts"
import { exitStatusOfClass, type Failure, failure } from "../core/shared/failure.ts"
import { ok, type Result } from "../core/shared/result.ts"
import { type AffectedOption, affectedFlag, affectedRequest } from "./affected-text.ts"
import { cacheUrl, parseCacheUrl } from "./cache-url.ts"
import type { CliContext } from "./cli-context.ts"
import type { CliHosts } from "./cli-hosts.ts"
import { completeRun, exitStatusOfRun } from "./complete-run.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { interruptionOf } from "./interruption.ts"
import { printRunFailure } from "./print-run-failure.ts"
import { createReporter } from "./reporters/create-reporter.ts"
import { JunitRecorder, recorded } from "./reporters/junit-recorder.ts"
import { chosenFormat, type RunFormat, runFormats } from "./reporters/run-format.ts"
import type { RunHost } from "./run-host.ts"
import { GRACE } from "./run-parts.ts"

const MOST_JOBS = 256

interface RunOptions {
  readonly jobs?: number
  readonly format: RunFormat
  readonly junit?: string
  readonly dirty?: boolean
  readonly only?: readonly string[]
  readonly affected?: AffectedOption
  readonly keep?: boolean
  readonly publish?: boolean
  /** False: no result of an earlier run is taken over. Else the server whose cache is used too. */
  readonly cache?: string | false
}

const help = {
  notes: `It works in a clean checkout of the commit, needs no server, and leaves signed
statements beside the images in .slipway/images. A job does not run again
where one with the same inputs has succeeded. A live view on a terminal, plain
lines elsewhere, folded by job in GitHub Actions and GitLab CI; --format json is
one event a line. Ctrl-C stops every process of it, and a second one kills them.`,
  exitStatus: {
    0: "every job succeeded",
    1: "a job failed, or the working tree differs from its commit",
    2: "there is no such ref or job, or slipway.yaml is wrong",
    3: "a job could not be run to its end, so nobody can tell",
    130: "stopped by Ctrl-C or a signal",
  },
  examples: {
    "slipway run": "the commit of the working tree",
    "slipway run --dirty": "the files as they are, without committing",
    "slipway run feature/hello -j 2": "a branch, two jobs at once",
    "slipway run --only gateway:unit": "one job and what it needs",
    "slipway run --affected": "what the branch changes",
    "slipway run --affected=HEAD~1": "what the last commit changes",
    "slipway run --cache http://127.0.0.1:7440": "with results of the server's runs",
    "slipway run main --publish": "in a CI system: the images of main go to the registry",
    "slipway run --junit .slipway/run.xml": "with a report of its jobs for a CI system",
    "slipway run -- --odd-name": "a ref that looks like an option",
  },
}

/** `slipway run [ref]`: runs a commit's jobs and builds its images on this machine, as CI and the server do. */
export function runCommand(program: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(addCommand(program, "run"), help)
    .option("-j, --jobs <n>", "jobs at once; default: one per processor", parseJobs)
    .addOption(new Option("--format <format>", "how to show it").choices(runFormats).default("auto"))
    .option("--junit <file>", "write the results of the jobs to a file, as JUnit XML")
    .option("--dirty", "run on the files of the working tree as they are; nothing is signed then")
    .option("--only <job>", "only this job, or this service's jobs, with what they need; may be repeated", collect)
    .option(
      affectedFlag,
      "only jobs that differ from those at a branch, tag or commit (HEAD~1), with what they need; default: where the commit left the protected branch",
    )
    .option(
      "--cache <url>",
      "share results with this server: take over what it trusts, and hand in one's own",
      parseCacheUrl,
    )
    .option("--no-cache", "run every job, also where its result is known; new results are kept all the same")
    .option("--publish", "publish the images to the registry if 'publish.from' names the branch; not with --only")
    .option("--keep", "leave the checkout in .slipway/work")
    .action(async (ref: string | undefined, options: RunOptions) => {
      context.setExitStatus(
        await run(context, await hosts.run(), { ref: ref ?? null, dirty: false, only: [], keep: false, ...options }),
      )
    })
}

const partlyPublished = failure(
  "argument-invalid",
  "images are published once all of their commit's jobs have passed",
  {
    hint: "leave --only or --publish out",
  },
)

type Optional = "publish" | "jobs" | "junit" | "affected" | "cache"
type Request = Required<Omit<RunOptions, Optional>> & Pick<RunOptions, Optional> & { readonly ref: string | null }

async function run(context: CliContext, host: RunHost, request: Request): Promise<number> {
  const format = chosenFormat(request.format, context)
  const explain = (failure: Failure) => printRunFailure(failure, context, { format, newToken: host.newToken })
  if (request.publish && request.only.length > 0) return explain(partlyPublished)
  const server = cacheUrl(request.cache || null, context.env)
  if (!server.ok) return explain(server.failure)
  const basis = await host.open(context)
  if (!basis.ok) return explain(basis.failure)
  const junit = new JunitRecorder()
  const shown = createReporter(format, context, host)
  const reporter = request.junit === undefined ? shown : recorded(shown, junit)
  try {
    using interruption = interruptionOf(host, { reporter, grace: GRACE, kill: basis.value.kill })
    const completed = await completeRun(
      { host, basis: basis.value, reporter, interruption, server: server.value },
      { ...request, takesOver: request.cache !== false, affected: affectedRequest(request.affected) },
    )
    reporter.close()
    const written = await writeJunit(junit, host, request.junit)
    // Ctrl-C reaches git too, which then fails; that is not what happened.
    if (!completed.ok && interruption.signal.aborted) return exitStatusOfClass.canceled
    if (!completed.ok) return explain(completed.failure)
    if (!written.ok) return explain(written.failure)
    for (const line of closingLines(completed.value, request)) context.stderr.write(`slipway: ${line}\n`)
    return exitStatusOfRun(completed.value)
  } finally {
    reporter.close()
  }
}

async function writeJunit(junit: JunitRecorder, host: RunHost, path: string | undefined): Promise<Result<void>> {
  const { document } = junit
  return path === undefined || document === undefined ? ok(undefined) : host.writeText(path, document)
}

function closingLines({ checkout, statements, signer }: CompletedRun, { keep, dirty }: Request): string[] {
  const signed = statements === 1 ? "1 statement" : `${statements} statements`
  return [
    ...(statements === null && dirty ? ["nothing is signed: these are not the files of a commit"] : []),
    ...(statements ? [`${signed} signed as ${signer}`] : []),
    ...(keep ? [checkout ? `the checkout stays in ${checkout}` : "there is no checkout: nothing had to run"] : []),
  ]
}

function parseJobs(text: string): number {
  const jobs = Number(text)
  if (/^\d+$/.test(text) && jobs >= 1 && jobs <= MOST_JOBS) return jobs
  throw new InvalidArgumentError(`It is a number from 1 to ${MOST_JOBS}.`)
}

function collect(name: string, names: readonly string[] = []): readonly string[] {
  return [...names, name]
}
