import { deploymentChange } from "../../../core/deployment/deployment-change.ts"
import { ok, type Result } from "../../../core/shared/result.ts"
import { pairOf, runningDeployment } from "../plan-deployment.ts"
import { requireRight } from "../require-right.ts"
import { rollbackTarget } from "../rollback-target.ts"
import type { ServerPorts } from "../server-ports.ts"
import { whatToVerify } from "../verify-again.ts"
import { changeTexts, releaseText, testsText } from "./change-texts.ts"
import { type PlannedAct, plannedAct } from "./planned-act.ts"
import { switchActs } from "./switch-acts.ts"

/** An environment, by its own name, and its tests. */
export interface ActedEnvironment {
  readonly name: string
  readonly verify: readonly string[]
  readonly fallsBack: boolean
}

/** What a person can do about an environment, whatever wants to enter it. */
export async function environmentActs(
  ports: ServerPorts,
  environment: ActedEnvironment,
  person: string,
): Promise<readonly PlannedAct[]> {
  const { name, verify } = environment
  const pinned = (await ports.store.environments.get(name))?.pinned ?? null
  const running = await runningDeployment(ports, name)
  return [
    ...(await switchActs(ports, name, person)),
    ...(running && verify.length > 0 ? [plannedAct({ act: "verify" }, await verifyEffects(ports, environment))] : []),
    ...(running
      ? [plannedAct({ act: "rollback", reason: "possible" }, await rollbackEffects(ports, environment, person))]
      : []),
    pinned === null
      ? plannedAct({ act: "hold", reason: "needed" }, await holdEffects(ports, name, person))
      : plannedAct({ act: "resume" }, await resumeEffects(ports, { name, pinned }, person)),
  ]
}

async function verifyEffects(
  ports: ServerPorts,
  { name, fallsBack }: ActedEnvironment,
): Promise<Result<readonly string[]>> {
  const asked = await whatToVerify(ports, name)
  if (!asked.ok) return asked
  const { deployment, tests } = asked.value
  return ok([
    `release ${await releaseText(ports, deployment)} is tested in ${name} again: ${tests.join(", ")}`,
    "the result takes the place of the one before: if it fails, what was verified there enters nothing further",
    ...(fallsBack ? ["if it fails, it falls back by itself"] : []),
  ])
}

async function rollbackEffects(
  ports: ServerPorts,
  { name, verify }: ActedEnvironment,
  person: string,
): Promise<Result<readonly string[]>> {
  const allowed = await requireRight(ports, person, "rollback")
  if (!allowed.ok) return allowed
  const target = await rollbackTarget(ports, name)
  if (!target.ok) return target
  const running = await runningDeployment(ports, name)
  const before = await pairOf(ports, target.value)
  const now = running ? await pairOf(ports, running) : null
  return ok([
    `${name} goes back to release ${await releaseText(ports, target.value)}, with the variables that it had there`,
    ...(before ? changeTexts(deploymentChange(now, before)) : []),
    testsText(verify),
    `nothing else enters ${name} until somebody resumes it`,
  ])
}

async function holdEffects(ports: ServerPorts, name: string, person: string): Promise<Result<readonly string[]>> {
  const allowed = await requireRight(ports, person, "hold")
  if (!allowed.ok) return allowed
  const begun = (await ports.store.environments.unfinishedDeployments()).find((one) => one.environment === name)
  return ok([
    `nothing enters ${name} until somebody resumes it; whoever wants in is shown your reason`,
    "what runs there goes on running",
    ...(begun ? [`deployment ${begun.id} has begun, and goes on`] : []),
  ])
}

async function resumeEffects(
  ports: ServerPorts,
  { name, pinned }: { readonly name: string; readonly pinned: string },
  person: string,
): Promise<Result<readonly string[]>> {
  const allowed = await requireRight(ports, person, "hold")
  if (!allowed.ok) return allowed
  const waiting = (await ports.store.promotions.open(name)).filter(({ state }) => state === "waiting")
  const texts = await Promise.all(waiting.map((one) => releaseText(ports, one)))
  return ok([
    `releases enter ${name} again (it is ${pinned})`,
    ...texts.map((text) => `release ${text} waits: it goes ahead at once if its gates are open`),
    ...(waiting.length === 0 ? ["none waits now"] : []),
  ])
}
