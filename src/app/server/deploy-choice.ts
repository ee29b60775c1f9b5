import { shortDigest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { Choice } from "../../ports/store/promotion-store.ts"
import { putSubject, SUBJECT_TYPE } from "../put-subject.ts"
import { type ChosenDeployment, chooseDeployment, type WantedDeployment } from "./choose-deployment.ts"
import { judgePromotion } from "./judge-promotion.ts"
import { isFreeFor, type Promoted } from "./promote.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * A person puts a release into an environment with `from: { branch, when: manual }`, any service from another branch,
 * any as its mock. A mixture has a digest of its own, stays there, and is verified as every deployment is.
 */
export async function deployChoice(
  ports: ServerPorts,
  wanted: WantedDeployment,
  person: string,
): Promise<Result<Promoted>> {
  const chosen = await chooseDeployment(ports, wanted)
  if (!chosen.ok) return chosen
  const { environment, template, definition, wayIn, release, commit } = chosen.value
  const free = await isFreeFor(ports, definition, { environment, template, release })
  if (!free.ok) return free
  const stored = await storeMixture(ports, chosen.value)
  if (!stored.ok) return stored
  const { mocks, parts } = chosen.value.choice
  const choice: Choice | null = mocks.length > 0 || Object.keys(parts).length > 0 ? { mocks, parts } : null
  const asked = { release, commit, environment, template, wayIn, event: null, person }
  const promotion = await ports.store.promotions.request({ ...asked, choice, createdAt: ports.clock.now() })
  await ports.store.promotions.setNote(promotion.id, null)
  await ports.store.audit.append({
    at: ports.clock.now(),
    person,
    action: "deploy",
    subject: `${shortDigest(release)} to ${environment}`,
    detail: choice && choiceText(choice),
  })
  const judgement = await judgePromotion(ports, promotion)
  return judgement.ok ? ok({ promotion, judgement: judgement.value }) : judgement
}

/** `gateway of 1a2b3c4d5e6f, mock of crm`. */
export function choiceText({ mocks, parts }: Choice): string {
  const chosen = Object.entries(parts).map(([service, commit]) => `${service} of ${commit.slice(0, 12)}`)
  return [...chosen, ...mocks.map((service) => `mock of ${service}`)].join(", ")
}

/** Records images that no single commit has built as a release of their own. */
async function storeMixture(
  ports: ServerPorts,
  { release, manifest, choice }: ChosenDeployment,
): Promise<Result<void>> {
  if (Object.keys(choice.parts).length === 0) return ok(undefined)
  const stored = await putSubject(ports.registry, manifest, SUBJECT_TYPE.release)
  if (!stored.ok) return stored
  await ports.store.releases.compose({ digest: release, manifest, createdAt: ports.clock.now() })
  return ok(undefined)
}
