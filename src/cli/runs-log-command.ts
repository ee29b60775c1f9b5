import { type Command, InvalidArgumentError } from "commander"
import type { LogLines } from "../app/server/read-log.ts"
import type { LogMatches } from "../app/server/survey-log.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { harmless } from "./paint.ts"
import { printFailure } from "./print-failure.ts"
import { sanitiseLog } from "./sanitise-log.ts"

const help = {
  notes: `Lines are numbered from 1, as the page of the run shows them.`,
  examples: {
    "slipway runs log 12": "all that the jobs of run 12 printed",
    "slipway runs log 12 gateway:unit": "one job of it",
    "slipway runs log 12 gateway:unit --from 5000 --lines 100": "a part of a long log",
    "slipway runs log 12 gateway:unit --search refused": "lines that say so, with their numbers",
  },
}

interface Options {
  readonly from?: number
  readonly lines: number
  readonly search?: string
}

/** `slipway runs log <run> [job]`. */
export function runsLogCommand(runs: Command, context: CliContext): void {
  describeCommand(runs.command("log").description("show what the jobs of a run printed"), help)
    .argument("<run>", "its number in the list")
    .argument("[job]", "only this one, e.g. gateway:unit")
    .option("--from <line>", "begin with this line; needs the job", wholeNumber)
    .option("--lines <number>", "how many lines from there", wholeNumber, 500)
    .option("--search <text>", "only the lines that contain it; needs the job")
    .action(async (run: string, job: string | undefined, options: Options) => {
      if (job === undefined && (options.from !== undefined || options.search !== undefined)) {
        const hint = `slipway runs log ${run} gateway:unit --from 1`
        const failure = { reason: "argument-invalid", message: "--from and --search need the job", hint } as const
        return context.setExitStatus(printFailure(failure, context))
      }
      const shown =
        job === undefined || (options.from === undefined && options.search === undefined)
          ? await wholeLog(context, run, job)
          : await partOfLog(context, `/runs/${encodeURIComponent(run)}/jobs/${encodeURIComponent(job)}`, options)
      if (!shown.ok) context.setExitStatus(printFailure(shown.failure, context))
    })
}

async function wholeLog(context: CliContext, run: string, job: string | undefined) {
  const server = await context.connect()
  const query = job === undefined ? "" : `?job=${encodeURIComponent(job)}`
  return server.stream("GET", `/runs/${encodeURIComponent(run)}/log${query}`, {
    onItem: (item) => context.stdout.write(sanitiseLog(item.job ?? "", item.text ?? "")),
  })
}

async function partOfLog(context: CliContext, path: string, { from = 1, lines, search }: Options) {
  const server = await context.connect()
  const show = async (first: number, count: number) => {
    const read = await server.call<LogLines>("GET", `${path}/lines?from=${first}&count=${count}`)
    if (read.ok) {
      for (const [index, line] of read.value.lines.entries()) {
        context.stdout.write(`${first + index + 1} | ${harmless(line)}\n`)
      }
    }
    return read
  }
  if (search === undefined) return show(from - 1, lines)
  const found = await server.call<LogMatches>("GET", `${path}/matches?text=${encodeURIComponent(search)}`)
  if (!found.ok) return found
  for (const line of found.value.lines) {
    const shown = await show(line, 1)
    if (!shown.ok) return shown
  }
  return found
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("a whole number from 1")
  return Number(text)
}
