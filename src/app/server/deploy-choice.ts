import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { type ReleaseManifest, releaseDigest } from "../../core/release/release-manifest.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Choice } from "../../ports/store/promotion-store.ts"
import { putSubject, SUBJECT_TYPE } from "../put-subject.ts"
import { judgePromotion } from "./judge-promotion.ts"
import { definitionFor } from "./load-definitions.ts"
import { findEnvironment, isFreeFor, type Promoted } from "./promote.ts"
import { type ResolvedRelease, resolveRelease } from "./resolve-release.ts"
import type { ServerPorts } from "./server-ports.ts"
import { whyNotThisWay } from "./why-not-this-way.ts"

/** What somebody wants to see in an environment that leaves the choice to people. */
export interface WantedDeployment {
  readonly release: string
  readonly environment: string
  /** Services whose image is to come from another release: a branch, a commit, a version. */
  readonly services: Readonly<Record<string, string>>
  /** Services that are to run their mock. */
  readonly mocks: readonly string[]
}

/**
 * A person puts a release into an environment with `from: { branch, when: manual }`, any service from another branch,
 * any as its mock. A mixture has a digest of its own, stays there, and is verified as every deployment is.
 */
export async function deployChoice(
  ports: ServerPorts,
  wanted: WantedDeployment,
  person: string,
): Promise<Result<Promoted>> {
  const environment = await findEnvironment(ports, wanted.environment)
  if (!environment.ok) return environment
  const { name, template, definition } = environment.value
  const base = await resolveRelease(ports, wanted.release)
  if (!base.ok) return base
  const mixed = await mix(ports, base.value, wanted.services)
  if (!mixed.ok) return mixed
  const mocks = await checkMocks(ports, base.value.commit, wanted.mocks)
  if (!mocks.ok) return mocks
  const { parts } = mixed.value
  const wayIn = await findWay(ports, definition, {
    template,
    name,
    commits: [base.value.commit, ...Object.values(parts)],
  })
  if (!wayIn.ok) return wayIn
  const free = await isFreeFor(ports, definition, { environment: name, template, release: mixed.value.release })
  if (!free.ok) return free
  const hasChoice = mocks.value.length > 0 || Object.keys(parts).length > 0
  const choice: Choice | null = hasChoice ? { mocks: mocks.value, parts } : null
  const { release } = mixed.value
  const { commit } = base.value
  const asked = { release, commit, environment: name, template, wayIn: wayIn.value, event: null, person }
  const promotion = await ports.store.promotions.request({ ...asked, choice, createdAt: ports.clock.now() })
  await ports.store.promotions.setNote(promotion.id, null)
  await ports.store.audit.append({
    at: ports.clock.now(),
    person,
    action: "deploy",
    subject: `${shortDigest(release)} to ${name}`,
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

interface Mixed extends Pick<Choice, "parts"> {
  readonly release: Digest
}

/** The release with services of others in it, recorded unless it is one that a commit has built. */
async function mix(
  ports: ServerPorts,
  { release, commit }: ResolvedRelease,
  wanted: Readonly<Record<string, string>>,
): Promise<Result<Mixed>> {
  const base = await ports.store.releases.get(release)
  if (!base) return fail("release-unknown", `there is no release ${release}`)
  const services = { ...base.manifest.services }
  const parts: Record<string, string> = {}
  for (const [service, text] of Object.entries(wanted)) {
    const other = await resolveRelease(ports, text)
    if (!other.ok) return other
    const released = (await ports.store.releases.get(other.value.release))?.manifest.services[service]
    if (!released) {
      const hint = `services are ${Object.keys(services).join(", ")}`
      return fail("argument-invalid", `the release of '${text}' has no service '${service}'`, { hint })
    }
    services[service] = released
    parts[service] = other.value.commit
  }
  const manifest: ReleaseManifest = { ...base.manifest, services }
  const digest = releaseDigest(manifest)
  if ((await ports.store.releases.provenance(digest)).some((known) => known.commit === commit)) {
    return ok({ release: digest, parts: {} })
  }
  const stored = await putSubject(ports.registry, manifest, SUBJECT_TYPE.release)
  if (!stored.ok) return stored
  await ports.store.releases.compose({ digest, manifest, createdAt: ports.clock.now() })
  return ok({ release: digest, parts })
}

async function checkMocks(
  ports: ServerPorts,
  commit: string,
  mocks: readonly string[],
): Promise<Result<readonly string[]>> {
  const definition = await definitionFor(ports.repository, commit)
  if (!definition.ok) return definition
  const { services } = definition.value
  const missing = mocks.find((service) => !services[service]?.mock)
  if (missing === undefined) return ok([...new Set(mocks)].sort())
  const mocked = Object.keys(services).filter((service) => services[service]?.mock)
  const hint = mocked.length > 0 ? `there are mocks of ${mocked.join(", ")}` : "no service has 'mock: { run: ... }'"
  return fail("argument-invalid", `there is no mock of a service '${missing}'`, { hint })
}

/** The first way in that leaves the choice to people and takes what all these commits have built. */
async function findWay(
  ports: ServerPorts,
  definition: Definition,
  {
    template,
    name,
    commits,
  }: { readonly template: string; readonly name: string; readonly commits: readonly string[] },
): Promise<Result<number>> {
  const reasons: string[] = []
  for (const [wayIn, way] of (definition.environments[template]?.from ?? []).entries()) {
    if (!("branch" in way) || way.when?.kind !== "manual") continue
    const answers = await Promise.all(
      commits.map((commit) => whyNotThisWay(ports, definition, { template, wayIn, commit })),
    )
    const no = answers.find((answer) => answer !== null)
    if (!no) return ok(wayIn)
    reasons.push(no)
  }
  const [first] = reasons
  if (first !== undefined) return fail("release-not-eligible", `'${name}' does not take this: ${first}`)
  return fail("release-not-eligible", `what runs in '${name}' is not for people to choose`, {
    hint: "an environment with 'from: { branch: ..., when: manual }' takes any; elsewhere: slipway promote",
  })
}
