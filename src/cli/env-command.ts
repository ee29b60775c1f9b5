import { type Command, InvalidArgumentError } from "commander"
import type { Candidates } from "../app/server/list-candidates.ts"
import type { EnvironmentDetails, PastDeployment } from "../app/server/show-environment.ts"
import type { StatusReport } from "../app/server/status.ts"
import { parseDuration } from "../core/shared/duration.ts"
import { ok } from "../core/shared/result.ts"
import { candidatesText } from "./candidates-text.ts"
import type { CliContext } from "./cli-context.ts"
import { environmentListText, environmentText, flatDetails, historyText } from "./env-text.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `A preview environment goes by itself with its branch, when the branch is
merged, or at the end of its time. One that is pinned stays until it is unpinned.`,
  exitStatus: { 1: "only its owner may take down a permanent environment, with --force" },
  examples: {
    "slipway env list": "names, versions, branches, remaining time",
    "slipway env show shop-1a2b3c4d": "its services, databases and caches, variables and drift",
    "slipway env history production": "versions, times, people and verification",
    "slipway env candidates production": "releases that could be the next there",
    "slipway env pin shop-1a2b3c4d --reason demo": "stays, whatever becomes of its branch",
    "slipway env extend shop-1a2b3c4d --for 48h": "ends in two days at the earliest",
    "slipway env destroy shop-1a2b3c4d": "processes, folders, databases and addresses are gone",
  },
}

interface Options {
  readonly format: OutputFormat
  readonly force?: boolean
  readonly reason?: string
  readonly before?: string
  readonly for?: number
}

/** `slipway env`: the environments there are, how long they stay, and the end of one. */
export function envCommand(program: Command, context: CliContext): void {
  const env = describeCommand(addCommand(program, "env"), help)
  const pathOf = (environment: string, rest = "") => `/environments/${encodeURIComponent(environment)}${rest}`
  const onOne = (name: string, description: string) =>
    env
      .command(name)
      .argument("<environment>", "its name in the list")
      .description(description)
      .addOption(formatOption())
  env
    .command("list")
    .description("list environments with version, branch and remaining time")
    .addOption(formatOption())
    .action(async ({ format }: Options) => {
      await withServer<StatusReport>(context, format, {
        ask: (server) => server.call("GET", "/status"),
        text: (report) => environmentListText(report, context.now()),
      })
    })
  onOne("show", "show one with its services, databases, caches, variables and drift").action(
    async (name: string, { format }: Options) => {
      await withServer(context, format, {
        ask: async (server) => {
          const shown = await server.call<EnvironmentDetails>("GET", pathOf(name))
          return shown.ok ? ok(flatDetails(shown.value)) : shown
        },
        text: (details) => environmentText(details, context.now()),
      })
    },
  )
  onOne("candidates", "list releases that could be the next to enter one").action(
    async (name: string, { format }: Options) => {
      await withServer<Candidates>(context, format, {
        ask: (server) => server.call("GET", pathOf(name, "/candidates")),
        text: candidatesText,
      })
    },
  )
  onOne("history", "list what was deployed there, newest first")
    .option("--before <deployment>", "only deployments before this one")
    .action(async (name: string, { before, format }: Options) => {
      const query = before === undefined ? "" : `?before=${encodeURIComponent(before)}`
      await withServer<readonly PastDeployment[]>(context, format, {
        ask: (server) => server.call("GET", pathOf(name, `/deployments${query}`)),
        text: historyText,
      })
    })
  onOne("pin", "keep a preview, whatever becomes of its branch and its time")
    .option("--reason <text>", "shown beside it")
    .action(async (name: string, { reason, format }: Options) => {
      await withServer(context, format, {
        ask: (server) => server.call("POST", pathOf(name, "/pin"), { reason: reason ?? null }),
        text: () => `${name} stays until slipway env unpin ${name}\n`,
      })
    })
  onOne("unpin", "let a preview end with its branch or its time again").action(
    async (name: string, { format }: Options) => {
      await withServer(context, format, {
        ask: (server) => server.call("DELETE", pathOf(name, "/pin")),
        text: () => `${name} ends with its branch or its time\n`,
      })
    },
  )
  onOne("extend", "give a preview more time")
    .option("--for <duration>", "from now, like 48h; default: the definition's ttl", duration)
    .action(async (name: string, { for: time, format }: Options) => {
      await withServer<{ readonly expiresAt: number | null }>(context, format, {
        ask: (server) => server.call("POST", pathOf(name, "/extend"), { duration: time ?? null }),
        text: ({ expiresAt }) =>
          `${name} ends at ${expiresAt === null ? "no time" : new Date(expiresAt).toISOString()}\n`,
      })
    })
  onOne("destroy", "stop everything of an environment and remove all that it stores")
    .option("--force", "also a permanent environment (owner only)")
    .action(async (name: string, { force = false, format }: Options) => {
      await withServer(context, format, {
        ask: (server) => server.call("DELETE", pathOf(name, `?force=${force}`)),
        text: () => `${name} is gone: processes, folders, databases and addresses\n`,
      })
    })
}

function duration(text: string): number {
  const milliseconds = parseDuration(text)
  if (!milliseconds) throw new InvalidArgumentError("a duration is a number and a unit, like 48h or 2d.")
  return milliseconds
}
