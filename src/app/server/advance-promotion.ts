import { commandsToAsk } from "../../core/promotion/command-gate.ts"
import type { GateAnswer } from "../../core/promotion/gate-answer.ts"
import { shortDigest } from "../../core/shared/digest.ts"
import type { Failure } from "../../core/shared/failure.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { askCommand } from "./ask-command.ts"
import { beginPromotion, isPinned } from "./begin-promotion.ts"
import { deploy } from "./deploy.ts"
import { ensureEnvironment } from "./ensure-environment.ts"
import { fallBack, fallBackOf } from "./fall-back.ts"
import { isOvertaken } from "./is-overtaken.ts"
import { type Judgement, judgePromotion } from "./judge-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import { eventTopic } from "./request-promotions.ts"
import type { ServerPorts } from "./server-ports.ts"
import { startVerification } from "./start-verification.ts"

type Say = (text: string) => void

/**
 * Looks at a waiting promotion: deploys it if its gates are open and the environment is free for it, and otherwise notes
 * what it waits for. Called again whenever something changed that could open a gate. Returns when a gate opens by the
 * time alone, if one does.
 */
export async function advancePromotion(
  ports: ServerPorts,
  promotion: PromotionRecord,
  signal: AbortSignal,
): Promise<number | undefined> {
  const say: Say = (text) => ports.progress.say([eventTopic(promotion.event), `promotion:${promotion.id}`], text)
  const judged = await judgePromotion(ports, promotion)
  if (!judged.ok) return end(ports, promotion, "failed", { note: withHint(judged.failure), say })
  if (await isOvertaken(ports.store, promotion)) {
    return end(ports, promotion, "superseded", {
      note: `a newer commit is deployed in ${promotion.environment} already`,
      say,
    })
  }
  const rejected = judged.value.answers.find(({ gate, state }) => gate === "rejected" && state === "failed")
  if (rejected) return end(ports, promotion, "canceled", { note: `rejected ${rejected.sentence}`, say })
  if (!judged.value.open) {
    const asked = await askCommands(ports, promotion, judged.value)
    if (!asked.ok) return end(ports, promotion, "failed", { note: withHint(asked.failure), say })
    const { answers, isAsking } = asked.value
    await noteWaiting(ports, promotion, waitingFor(answers), say)
    // Whoever executes runs has to look again, also where the note stays the same.
    return isAsking ? ports.clock.now() : nextLook(answers)
  }
  const hindrance = await prepareEnvironment(ports, promotion, judged.value)
  if (hindrance?.wait) return noteWaiting(ports, promotion, hindrance.why, say)
  if (hindrance) return end(ports, promotion, "failed", { note: hindrance.why, say })
  const begun = await beginPromotion(ports, promotion, judged.value)
  if (!begun.ok) {
    const { reason } = begun.failure
    if (reason === "environment-pinned" || reason === "environment-busy") {
      return noteWaiting(ports, promotion, withHint(begun.failure), say)
    }
    // If it still waits, it has to be looked at again: what its gates said was about what ran there before.
    return reason === "stale-worker"
      ? ports.clock.now()
      : end(ports, promotion, "failed", { note: withHint(begun.failure), say })
  }
  const deployed = await deploy(ports, begun.value, { signal, say })
  // Stopped with the server: it is found again, as deploying, at the next start.
  if (!deployed.ok && signal.aborted) return undefined
  if (!deployed.ok) {
    if (deployed.failure.reason === "deployment-failed") await fallBackFrom(ports, begun.value, say)
    return end(ports, promotion, "failed", { note: deployed.failure.message, say })
  }
  // The dispatcher goes on with what stands by.
  if (deployed.value.status === "waiting") return undefined
  await startVerification(ports, deployed.value, {
    tests: judged.value.rules.environment.verify,
    event: promotion.event,
  })
  return undefined
}

/** Has the commands asked that are due, and says how the gates stand then. */
async function askCommands(
  ports: ServerPorts,
  promotion: PromotionRecord,
  { rules, facts, answers }: Judgement,
): Promise<Result<{ readonly answers: readonly GateAnswer[]; readonly isAsking: boolean }>> {
  const due = commandsToAsk(rules, facts, answers)
  if (due.length === 0) return ok({ answers, isAsking: false })
  for (const gate of due) await askCommand(ports, promotion, gate)
  const judged = await judgePromotion(ports, promotion)
  return judged.ok ? ok({ answers: judged.value.answers, isAsking: true }) : judged
}

/** The first moment at which one of the gates opens by itself, or is asked again. */
function nextLook(answers: readonly GateAnswer[]): number | undefined {
  const times = answers.flatMap(({ state, opensAt, againAt }) => (state === "met" ? [] : (opensAt ?? againAt ?? [])))
  return times.length === 0 ? undefined : Math.min(...times)
}

/** Makes the environment where needed. Says what stands in the way, and whether that may pass. */
async function prepareEnvironment(
  ports: ServerPorts,
  promotion: PromotionRecord,
  { rules }: Judgement,
): Promise<{ readonly why: string; readonly wait: boolean } | undefined> {
  const definition = await currentRules(ports.repository)
  if (!definition.ok) return { why: withHint(definition.failure), wait: false }
  const branch = rules.environment.ephemeral ? await livingBranch(ports, promotion) : null
  if (rules.environment.ephemeral && branch === null) return { why: "its branch is gone", wait: false }
  const wanted = { name: promotion.environment, template: rules.template, branch }
  const environment = await ensureEnvironment(ports, definition.value.definition, wanted)
  if (!environment.ok) {
    return { why: withHint(environment.failure), wait: environment.failure.reason === "environment-exists" }
  }
  const { pinned, name } = environment.value
  const hindrance = pinned === null ? undefined : isPinned(name, pinned)
  return hindrance?.ok === false ? { why: withHint(hindrance.failure), wait: true } : undefined
}

/** The branch a preview belongs to, as long as it exists: a run that ends after its branch must not bring it back. */
async function livingBranch(ports: ServerPorts, promotion: PromotionRecord): Promise<string | null> {
  const existing = await ports.store.environments.get(promotion.environment)
  const event = promotion.event === null ? undefined : await ports.store.events.get(promotion.event)
  const branch = existing?.branch ?? event?.ref.replace(/^refs\/heads\//, "")
  if (!branch) return null
  const refs = await ports.repository.refs()
  return refs.ok && refs.value.has(`refs/heads/${branch}`) ? branch : null
}

async function fallBackFrom(ports: ServerPorts, deployment: DeploymentRecord, say: Say): Promise<void> {
  const decided = await fallBackOf(ports, deployment, "deployment")
  const then = await ports.store.transaction((store) => fallBack(ports, store, decided))
  if (then !== null) say(then)
}

async function noteWaiting(ports: ServerPorts, promotion: PromotionRecord, note: string, say: Say): Promise<undefined> {
  if (promotion.note === note) return undefined
  await ports.store.promotions.setNote(promotion.id, note)
  say(`${title(promotion)} waits: ${note}`)
  return undefined
}

async function end(
  ports: ServerPorts,
  promotion: PromotionRecord,
  state: "failed" | "superseded" | "canceled",
  { note, say }: { note: string; say: Say },
): Promise<undefined> {
  const moved = await ports.store.promotions.move(promotion.id, ["waiting", "deploying"], state, note)
  if (moved) say(`${title(promotion)} ${state}: ${note}`)
  return undefined
}

/** What still keeps the gates shut, in one line. */
export function waitingFor(answers: readonly GateAnswer[]): string {
  const shut = answers.filter(({ state }) => state !== "met")
  return shut
    .map(({ gate, sentence, who }) => `${gate}: ${sentence}${who.length > 0 ? ` (${who.join(", ")})` : ""}`)
    .join("; ")
}

function title(promotion: PromotionRecord): string {
  return `promotion ${promotion.id} of ${shortDigest(promotion.release)} to ${promotion.environment}`
}

function withHint({ message, hint }: Failure): string {
  return hint ? `${message}: ${hint}` : message
}
