import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { makeGatePlan } from "../../core/plan/gate-plan.ts"
import { commandVerdict } from "../../core/promotion/command-verdict.ts"
import { failure } from "../../core/shared/failure.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import type { RunRecord } from "../../ports/store/run-store.ts"
import { LogTail } from "../run/log-tail.ts"
import { runInCheckout } from "../run/run-in-checkout.ts"
import { RunSecrets } from "../run/run-secrets.ts"
import { endRunErrored } from "./execute-run.ts"
import { currentRules } from "./load-definitions.ts"
import { recordCommand } from "./record-command.ts"
import { eventTopic } from "./request-promotions.ts"
import { RunLog } from "./run-log.ts"
import { saveRunEvent } from "./save-run-event.ts"
import { findSecrets } from "./secrets/find-secrets.ts"
import type { ServerPorts } from "./server-ports.ts"

/** What of the output the end of the log is looked for in. */
const TAIL = 16 * 1024

/** What is asked, for what, and by which rules. */
interface Question {
  readonly gate: string
  readonly promotion: PromotionRecord
  readonly definition: Definition
  /** Commit of the protected branch that the definition is of: no other branch has a say in what a gate asks. */
  readonly commit: string
}

/** Asks the command of a gate about a release, and signs what it says. A crash in the middle asks once more. */
export async function executeGate(ports: ServerPorts, run: RunRecord, signal: AbortSignal): Promise<void> {
  const asked = await questionOf(ports, run)
  if (!asked.ok) return endRunErrored(ports, run, asked.failure)
  const question = asked.value
  if (question.promotion.state !== "waiting") return endRunErrored(ports, run, failure("canceled", "it waits no more"))
  const ended = await ask(ports, run, { question, signal })
  if (signal.aborted) return
  if (!ended.ok) await endRunErrored(ports, run, ended.failure)
  // Whoever follows it waits until it was looked at again.
  if (!ended.ok || ended.value === "answered") await ports.store.promotions.setNote(question.promotion.id, null)
}

async function questionOf(ports: ServerPorts, { id }: RunRecord): Promise<Result<Question>> {
  const known = await ports.store.gateRuns.ofRun(id)
  const promotion = known && (await ports.store.promotions.get(known.promotion))
  if (!known || !promotion) return fail("internal", "its promotion is not recorded")
  const rules = await currentRules(ports.repository)
  return rules.ok ? ok({ gate: known.gate, promotion, ...rules.value }) : rules
}

async function ask(
  ports: ServerPorts,
  run: RunRecord,
  { question, signal }: { readonly question: Question; readonly signal: AbortSignal },
): Promise<Result<"answered" | "not-yet">> {
  const { gate, promotion, definition, commit } = question
  const rule = definition.gates[gate]?.command
  if (!rule) return fail("canceled", `the gate '${gate}' has no command any more`)
  const surroundings = await surroundingsOf(ports, question)
  if (!surroundings.ok) return surroundings
  const secrets = await findSecrets(ports, promotion.template, rule.secrets)
  if (!secrets.ok) return secrets
  const { runs } = ports.store
  const attempt = run.status === "waiting" ? run.attempt : run.attempt + 1
  const startedAt = ports.clock.now()
  await runs.clear(run.id)
  await runs.update(run.id, { status: "running", attempt, startedAt })
  const plan = makeGatePlan(gate, rule)
  const shape = { run: run.id, plan, fingerprints: new Map() }
  const log = new RunLog(runs, ports.runNotices, { run: run.id, restoredLog: async () => undefined })
  const tail = new LogTail(TAIL)
  const { settings, executor, containers, imageBuilder, artifacts, scans, setups, clock } = ports
  const ran = await runInCheckout(
    ports,
    { plan, treeish: commit, takesOver: false, keep: false },
    {
      ...{ executor, containers, imageBuilder, artifacts, scans, setups, clock, definition, signal },
      cache: null,
      origin: { builder: ports.signer.name, run: String(run.id) },
      fingerprints: shape.fingerprints,
      ref: null,
      commit: promotion.commit,
      jobs: 1,
      environment: settings.jobEnvironment,
      setupEnvironment: settings.setupEnvironment,
      secrets: new RunSecrets(plan, (name) => secrets.value.get(name)?.value),
      testEnvironment: surroundings.value,
      grace: settings.stopGrace,
      observe: async (event) => {
        if (event.type === "job-output") tail.add(event.chunk)
        await log.take(event)
        await saveRunEvent(runs, shape, event)
      },
    },
  )
  if (!ran.ok) return ran
  if (signal.aborted) return ok("answered")
  const [job] = ran.value.outcome.jobs.values()
  const { status, exitCode, message } = job ?? { status: "errored", exitCode: null, message: null }
  const verdict = commandVerdict({ status, exitCode, message, printed: tail.bytes().toString() })
  const endedAt = ports.clock.now()
  if (verdict.kind === "not-yet") {
    await runs.update(run.id, { status: "failed", endedAt, message: verdict.message })
    return ok("not-yet")
  }
  const { kind, ...said } = verdict
  const result = { ...said, status: kind, exitCode, commit, run: String(run.id), startedAt, endedAt }
  const recorded = await recordCommand(ports, promotion, { gate, rule, result })
  if (!recorded.ok) return recorded
  await runs.update(run.id, { status: kind, endedAt, message: said.message })
  const topics = [eventTopic(promotion.event), `promotion:${promotion.id}`] as const
  const why = said.message === null ? "" : `: ${said.message}`
  ports.progress.say(topics, `gate '${gate}' for ${promotion.environment}: its command ${kind}${why}`)
  return ok("answered")
}

/** What a command is told about the release. All of it comes as values, never as text of a command line. */
async function surroundingsOf(
  { store }: ServerPorts,
  { gate, promotion: { id, release, environment } }: Question,
): Promise<Result<Readonly<Record<string, string>>>> {
  const found = await store.releases.get(release)
  if (!found) return fail("release-unknown", `there is no release ${release}`)
  const images = Object.entries(found.manifest.services).map(([service, { image }]) => [service, image])
  const current = (await store.environments.get(environment))?.current ?? null
  const serving = current === null ? undefined : await store.environments.getDeployment(current)
  return ok({
    SLIPWAY_ENVIRONMENT: environment,
    SLIPWAY_GATE: gate,
    SLIPWAY_IMAGES: JSON.stringify(Object.fromEntries(images)),
    SLIPWAY_PROMOTION: String(id),
    SLIPWAY_RELEASE: release,
    ...(serving ? { SLIPWAY_SERVING: serving.release } : {}),
  })
}
