import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { nameOf } from "../../core/routing/route-event.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { type Judgement, judgePromotion, templateOf } from "./judge-promotion.ts"
import { currentRules } from "./load-definitions.ts"
import { requireNotRejected } from "./require-not-rejected.ts"
import { resolveRelease } from "./resolve-release.ts"
import type { ServerPorts } from "./server-ports.ts"
import { whyNotThisWay } from "./why-not-this-way.ts"

/** A promotion that was asked for, and how its gates stand now. */
export interface Promoted {
  readonly promotion: PromotionRecord
  readonly judgement: Judgement
}

/**
 * A person asks for a release to enter an environment. Nothing is deployed here: the promotion is recorded, and goes
 * ahead by itself once its gates are open. What can never open is refused at once.
 */
export async function promote(
  ports: ServerPorts,
  wanted: { readonly release: string; readonly environment: string },
  person: string,
): Promise<Result<Promoted>> {
  const environment = await findEnvironment(ports, wanted.environment)
  if (!environment.ok) return environment
  const release = await resolveRelease(ports, wanted.release)
  if (!release.ok) return release
  const allowed = await requireNotRejected(ports, release.value.release)
  if (!allowed.ok) return allowed
  const { name, definition, template } = environment.value
  const candidates = definition.environments[template]?.from.map((_, wayIn) => wayIn) ?? []
  const judged: { wayIn: number; judgement: Judgement }[] = []
  for (const wayIn of candidates) {
    const way = { template, wayIn, commit: release.value.commit }
    if ((await whyNotThisWay(ports, definition, way)) !== null) continue
    const judgement = await judgePromotion(ports, {
      ...release.value,
      environment: name,
      template,
      wayIn,
      event: null,
      person,
    })
    if (!judgement.ok) return judgement
    judged.push({ wayIn, judgement: judgement.value })
  }
  const best = judged.sort((a, b) => shutGates(a.judgement) - shutGates(b.judgement))[0]
  if (!best) {
    return fail("release-not-eligible", `no way into '${name}' takes release ${shortDigest(release.value.release)}`, {
      hint: `slipway why ${wanted.release} ${wanted.environment} says why not, for each of them`,
    })
  }
  const free = await isFreeFor(ports, definition, { environment: name, template, release: release.value.release })
  if (best.judgement.open && !free.ok) return free
  const promotion = await ports.store.promotions.request({
    ...release.value,
    environment: name,
    template,
    wayIn: best.wayIn,
    person,
    event: null,
    createdAt: ports.clock.now(),
  })
  // One that waited before is looked at again for whoever asks now.
  await ports.store.promotions.setNote(promotion.id, null)
  await ports.store.audit.append({
    at: ports.clock.now(),
    person,
    action: "promote",
    subject: `${shortDigest(release.value.release)} to ${name}`,
    detail: null,
  })
  return ok({ promotion, judgement: best.judgement })
}

/** An environment by its own name or by its key under `environments:`. */
export async function findEnvironment(
  ports: ServerPorts,
  text: string,
): Promise<Result<{ name: string; template: string; definition: Definition }>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const { definition } = rules.value
  const keyed = definition.environments[text]
  const name = keyed && !keyed.ephemeral ? nameOf(definition, text, keyed, null) : text
  const template = await templateOf(ports, definition, name)
  if (template !== undefined) return ok({ name, template, definition })
  const permanent = Object.keys(definition.environments).filter((key) => !definition.environments[key]?.ephemeral)
  const previews = (await ports.store.environments.list()).filter(({ branch }) => branch !== null)
  const known = [...permanent, ...previews.map((preview) => preview.name)].join(", ")
  return fail("environment-unknown", `there is no environment '${text}'`, { hint: `there are ${known}` })
}

/** Where the queue takes no second one: whether nothing is under way there. */
export async function isFreeFor(
  ports: ServerPorts,
  definition: Definition,
  { environment, template, release }: { environment: string; template: string; release: Digest },
): Promise<Result<void>> {
  if (definition.environments[template]?.queue !== "reject") return ok(undefined)
  const open = await ports.store.promotions.open(environment)
  const busy = open.find((one) => one.state === "deploying" && one.release !== release)
  if (!busy) return ok(undefined)
  return fail("environment-busy", `promotion ${busy.id} is under way in '${environment}', which takes no second one`, {
    hint: "ask again when it is over: slipway status",
  })
}

function shutGates(judgement: Judgement): number {
  return judgement.answers.filter(({ state }) => state !== "met").length
}
