import { type Command, InvalidArgumentError } from "commander"
import type { ChoicePlan } from "../app/server/plan-choice.ts"
import type { GateAnswer } from "../core/promotion/gate-answer.ts"
import type { PromotionRecord } from "../ports/store/promotion-store.ts"
import type { CliContext } from "./cli-context.ts"
import { followPromotion } from "./follow-promotion.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { printFailure } from "./print-failure.ts"
import { choicePlanText } from "./promotion-plan-text.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `For environments with 'from: { branch: ..., when: manual }', where people try
things out: any branch's images, service by service, and mocks in place of
services. Each time the environment's tests run. Images of several commits are
a mixture, which is promoted nowhere: once a commit has built the same images,
that is the same release, and what was verified counts for it.`,
  exitStatus: {
    0: "deployed and verified; with --plan: the plan was made",
    1: "the environment does not take it, it waits, or its verification failed",
    2: "there is no such release, environment, service or mock",
    3: "nobody can tell how the deployment went",
  },
  examples: {
    "slipway deploy feature/x dev": "what a branch has built",
    "slipway deploy main dev --service gateway=feature/x": "main, with one service of a branch",
    "slipway deploy feature/x dev --mock crm": "with a mock in place of crm",
    "slipway deploy feature/x dev --plan": "what that would do",
  },
}

interface Options {
  readonly service?: Readonly<Record<string, string>>
  readonly mock?: readonly string[]
  readonly wait: boolean
  readonly plan?: true
  readonly format: OutputFormat
}

/** What the server answers to `slipway deploy`. */
interface Asked {
  readonly promotion: PromotionRecord
  readonly gates: readonly GateAnswer[]
  readonly open: boolean
}

/** `slipway deploy`: puts any image where people may choose what runs. */
export function deployCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "deploy"), help)
    .option("--service <name=release>", "this service's image from another release; may be repeated", service)
    .option("--mock <service>", "the service's mock in its place; may be repeated", mock)
    .option("--no-wait", "return as soon as it is asked for")
    .option("--plan", "show all that it would do, and ask for nothing")
    .addOption(formatOption())
    .action(async (release: string, environment: string, options: Options) => {
      const body = { release, environment, services: options.service ?? {}, mocks: options.mock ?? [] }
      if (options.plan) return showPlan(context, body, options.format)
      const server = await context.connect()
      const asked = await server.call<Asked>("POST", "/deployments", body)
      if (!asked.ok) return context.setExitStatus(printFailure(asked.failure, context, options.format))
      const { promotion } = asked.value
      if (options.wait) return followPromotion(context, promotion.id, options.format)
      const text = `promotion ${promotion.id} is asked for: slipway status\n`
      context.stdout.write(options.format === "json" ? `${JSON.stringify(asked.value, null, 2)}\n` : text)
    })
}

async function showPlan(context: CliContext, body: object, format: OutputFormat): Promise<void> {
  await withServer<ChoicePlan>(context, format, {
    ask: (server) => server.call("POST", "/deployments/plan", body),
    text: (plan) => choicePlanText(plan, context.colour),
  })
}

function service(text: string, before: Options["service"]): Readonly<Record<string, string>> {
  const [, name, release] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || release === undefined) throw new InvalidArgumentError("write <service>=<release>")
  return { ...before, [name]: release }
}

function mock(name: string, before: Options["mock"] = []): readonly string[] {
  return [...before, name]
}
