import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { type ReleaseManifest, releaseDigest } from "../../core/release/release-manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { Choice } from "../../ports/store/promotion-store.ts"
import { definitionFor } from "./load-definitions.ts"
import { findEnvironment } from "./promote.ts"
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

/** A choice that may be deployed. */
export interface ChosenDeployment {
  /** Name of the environment. */
  readonly environment: string
  readonly template: string
  readonly definition: Definition
  readonly wayIn: number
  readonly release: Digest
  readonly manifest: ReleaseManifest
  /** Of the release that the choice began with. */
  readonly commit: string
  readonly choice: Choice
}

/** Finds everything that a person has chosen, and whether the environment takes it. Nothing is written. */
export async function chooseDeployment(
  ports: ServerPorts,
  wanted: WantedDeployment,
): Promise<Result<ChosenDeployment>> {
  const found = await findEnvironment(ports, wanted.environment)
  if (!found.ok) return found
  const { name, template, definition } = found.value
  const base = await resolveRelease(ports, wanted.release)
  if (!base.ok) return base
  const { commit } = base.value
  const mixed = await mix(ports, base.value, wanted.services)
  if (!mixed.ok) return mixed
  const mocks = await checkMocks(ports, commit, wanted.mocks)
  if (!mocks.ok) return mocks
  const { parts, ...made } = mixed.value
  const wayIn = await findWay(ports, definition, { template, name, commits: [commit, ...Object.values(parts)] })
  if (!wayIn.ok) return wayIn
  const choice = { mocks: mocks.value, parts }
  return ok({ environment: name, template, definition, wayIn: wayIn.value, ...made, commit, choice })
}

interface Mixed extends Pick<Choice, "parts"> {
  readonly release: Digest
  readonly manifest: ReleaseManifest
}

/** The release with services of others in it. It has parts unless it is one that the commit itself has built. */
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
    return ok({ release: digest, manifest, parts: {} })
  }
  return ok({ release: digest, manifest, parts })
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
