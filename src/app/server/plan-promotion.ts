import { resourceKinds, resourceVariableNames } from "../../core/definition/resource-variable-names.ts"
import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { type DeployedPair, type DeploymentChange, deploymentChange } from "../../core/deployment/deployment-change.ts"
import { type EnvironmentRevision, environmentRevisionDigest } from "../../core/environment/environment-revision.ts"
import { effectiveRules } from "../../core/promotion/effective-rules.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { revisionOf } from "./begin-promotion.ts"
import { explainPromotion, type PromotionExplanation } from "./explain-promotion.ts"
import { findEnvironment } from "./promote.ts"
import { neededResources } from "./resources/needed-resources.ts"
import { newestVerified } from "./rollback-target.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A database or cache that the services find, by the names of variables whose values are secret. */
export interface PlannedResource {
  readonly resource: string
  readonly kind: "postgres" | "redis"
  /** It is made when the release is deployed; false: it is there. */
  readonly isNew: boolean
  readonly secrets: readonly string[]
  /** Command that changes it before the services start; null: none does. */
  readonly migrate: string | null
}

/** All that a promotion would do, before anybody asks for it. */
export interface PromotionPlan {
  /** The gates of each way in, as if the person had asked. */
  readonly explanation: PromotionExplanation
  readonly change: DeploymentChange
  readonly resources: readonly PlannedResource[]
  readonly target: { readonly name: string; readonly kind: string }
  readonly strategy: string
  /** Tests that run against it, and jobs after them. */
  readonly verify: readonly string[]
  readonly after: readonly string[]
  /** Whether it falls back by itself when the deployment or a test fails. */
  readonly fallsBack: boolean
  /** What `slipway rollback` would restore afterwards; null where nothing was verified before. */
  readonly undo: { readonly release: Digest; readonly commit: string; readonly names: readonly string[] } | null
}

/** Works out what a promotion would do. It asks for nothing and changes nothing. */
export async function planPromotion(
  ports: ServerPorts,
  wanted: { readonly release: string; readonly environment: string },
  person: string,
): Promise<Result<PromotionPlan>> {
  const found = await findEnvironment(ports, wanted.environment)
  if (!found.ok) return found
  const explained = await explainPromotion(ports, wanted, person)
  if (!explained.ok) return explained
  const explanation = explained.value
  const { name, template, definition } = found.value
  const rules = effectiveRules(definition, template, wayToTake(explanation))
  if (!rules) return fail("environment-unknown", `the definition has no way into '${name}' any more`)
  const release = await ports.store.releases.get(explanation.release)
  if (!release) return fail("release-unknown", `there is no release ${explanation.release}`)
  const revision = revisionOf(rules, name)
  const resources = await plannedResources(ports, definition, { template, name, manifest: release.manifest })
  if (!resources.ok) return resources
  return ok({
    explanation,
    change: deploymentChange(await runningPair(ports, name), { manifest: release.manifest, revision }),
    resources: resources.value,
    target: revision.target,
    strategy: revision.strategy.kind,
    verify: rules.environment.verify,
    after: rules.environment.after,
    fallsBack: rules.environment["on-failure"] === "rollback",
    undo: await undoOf(ports, name, { release: explanation.release, revision }),
  })
}

/** The way whose gates are open, else the one with the fewest that are not, as a promotion would take it. */
function wayToTake({ waysIn }: PromotionExplanation): number {
  const shut = waysIn.map(({ gates, whyNot }) =>
    whyNot === null ? gates.filter(({ state }) => state !== "met").length : Number.POSITIVE_INFINITY,
  )
  return shut.indexOf(Math.min(...shut))
}

async function runningPair({ store }: ServerPorts, environment: string): Promise<DeployedPair | null> {
  const record = await store.environments.get(environment)
  const running = record?.current ? await store.environments.getDeployment(record.current) : undefined
  const release = running && (await store.releases.get(running.release))
  return running && release ? { manifest: release.manifest, revision: running.revisionDocument } : null
}

async function plannedResources(
  { store }: ServerPorts,
  definition: Definition,
  {
    template,
    name,
    manifest,
  }: { readonly template: string; readonly name: string; readonly manifest: ReleaseManifest },
): Promise<Result<readonly PlannedResource[]>> {
  const needed = neededResources(definition, template, manifest)
  if (!needed.ok) return needed
  const ready = (await store.resources.list(name)).filter(({ state }) => state === "ready")
  const kinds = resourceKinds(definition.resources)
  return ok(
    needed.value.map(({ name: resource, definition: { kind, ...rest } }) => ({
      resource,
      kind,
      isNew: !ready.some((one) => one.resource === resource),
      secrets: resourceVariableNames(resource, kind, kinds).url,
      migrate: "migrate" in rest ? (rest.migrate ?? null) : null,
    })),
  )
}

async function undoOf(
  ports: ServerPorts,
  environment: string,
  { release, revision }: { readonly release: Digest; readonly revision: EnvironmentRevision },
): Promise<PromotionPlan["undo"]> {
  const planned = { release, revision: environmentRevisionDigest(revision) }
  const earlier = await newestVerified(ports, environment, { besides: planned, before: Number.POSITIVE_INFINITY })
  if (!earlier) return null
  const names = (await ports.store.releases.names(earlier.release)).map(({ name }) => name)
  return { release: earlier.release, commit: earlier.commit, names }
}
