import { type Command, InvalidArgumentError, Option } from "commander"
import { parseDuration } from "../core/shared/duration.ts"
import type { CliContext } from "./cli-context.ts"
import type { CliHosts } from "./cli-hosts.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { daysOption, pruneEveryOption } from "./image/retention-options.ts"
import { painter } from "./paint.ts"
import { printFailure } from "./print-failure.ts"
import type { RunningServer, ServerOptions } from "./server-host.ts"

interface UpOptions {
  readonly port: number
  readonly routerPort: number
  readonly stablePorts: ServerOptions["stablePorts"]
  readonly healthTimeout: number
  readonly jobs?: number
  readonly owner?: string
  readonly pruneEvery: number | null
  readonly pruneUnusedFor: number
  readonly pruneEvidenceFor: number
}

const upHelp = {
  notes: `A git endpoint to push to, runs, environments and the addresses of their
services, all on 127.0.0.1. Everything it keeps is in .slipway/ beside
slipway.yaml. It stays in the foreground; Ctrl-C ends it and leaves the
services running, the next 'slipway up' finds them again, and 'slipway down'
stops both. The first start prints the owner's token.`,
  examples: {
    "slipway up": "the API on port 7440, the services' addresses on 7441",
    "slipway up -p 0 --router-port 0": "on ports that are free",
  },
}

const downHelp = {
  notes: "What services have stored is kept, and 'slipway up' starts them again.",
  examples: { "slipway down": "stop the server of this folder" },
}

/** `slipway up`: the server, in the foreground. */
export function upCommand(program: Command, context: CliContext, hosts: CliHosts): void {
  describeCommand(addCommand(program, "up"), upHelp)
    .option("-p, --port <port>", "API and git endpoint, on 127.0.0.1", port, 7440)
    .option("--router-port <port>", "where http://<service>.<environment>.<project>.localhost answers", port, 7441)
    .addOption(stablePortsOption())
    .addOption(healthTimeoutOption())
    .option("-j, --jobs <n>", "jobs at once in one run; default: one per processor", positive)
    .option("--owner <person>", "who owns the server; default: whoever of 'people' has git's user.email")
    .addOption(pruneEveryOption())
    .addOption(daysOption("--prune-unused-for <duration>", "keep for so long images that are not used", 7))
    .addOption(daysOption("--prune-evidence-for <duration>", "keep for so long images with a statement about them", 30))
    .action(async ({ jobs, owner, pruneEvery, pruneUnusedFor, pruneEvidenceFor, ...options }: UpOptions) => {
      const host = await hosts.server()
      const prune = { every: pruneEvery, unusedFor: pruneUnusedFor, evidenceFor: pruneEvidenceFor }
      const started = await host.start(context, { ...options, jobs: jobs ?? null, owner: owner ?? null, prune })
      if (!started.ok) return context.setExitStatus(printFailure(started.failure, context))
      context.stdout.write(greeting(started.value, context.colour))
      let interrupts = 0
      host.onInterrupt(() => {
        interrupts++
        if (interrupts > 1) return
        context.stderr.write("slipway: ending; services go on running (slipway down stops them)\n")
        started.value.stop({ services: false })
      })
      await started.value.ended
    })
}

/** `slipway down`: ends the server and every service of it. */
export function downCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "down"), downHelp).action(async () => {
    const server = await context.connect()
    const asked = await server.call("POST", "/shutdown")
    if (!asked.ok) return context.setExitStatus(printFailure(asked.failure, context))
    for (;;) {
      const health = await server.call("GET", "/health")
      if (!health.ok && health.failure.reason === "server-unreachable") break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    context.stdout.write("stopped: the server and all services\n")
  })
}

function greeting(server: RunningServer, colour: boolean): string {
  const paint = painter(colour)
  const { host } = new URL(server.url)
  const remote = `http://${server.owner}:${server.token ?? "<token>"}@${host}/git/${server.project}.git`
  const lines = [
    `${paint("bold", `Slipway delivers ${server.project}`)} at ${server.url}`,
    `services answer at http://<service>.<environment>.${server.project}.localhost:${server.routerPort}`,
    ...(server.token === null
      ? []
      : ["", `you are ${paint("bold", server.owner)}; your token, shown only now: ${paint("yellow", server.token)}`]),
    "",
    ...(server.token === null ? [] : [`  git remote add slipway ${remote}`]),
    ...(server.pushFirst === null ? [] : [`  git push slipway ${server.pushFirst}`]),
    "  slipway status",
    "",
    ...(server.caveat === null ? [] : [paint("dim", server.caveat)]),
  ]
  return `${lines.join("\n")}\n`
}

function healthTimeoutOption(): Option {
  return new Option("--health-timeout <duration>", "how long a deployed service may take to answer its health path")
    .argParser(duration)
    .default(60_000, "1m")
}

function stablePortsOption(): Option {
  const option = new Option("--stable-ports <from-to>", "range of the services' own ports")
  return option.argParser(portRange).default({ from: 7500, to: 7999 }, "7500-7999")
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError("a port is 0 to 65535.")
  return Number(text)
}

function portRange(text: string): ServerOptions["stablePorts"] {
  const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? []
  if (from === undefined || to === undefined || Number(from) > Number(to) || Number(to) > 65_535 || Number(from) < 1) {
    throw new InvalidArgumentError("a range of ports, like 7500-7999.")
  }
  return { from: Number(from), to: Number(to) }
}

function duration(text: string): number {
  const milliseconds = parseDuration(text)
  if (!milliseconds) throw new InvalidArgumentError("a duration is a number and a unit, like 30s or 2m.")
  return milliseconds
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError("a whole number from 1 to 999.")
  return Number(text)
}
