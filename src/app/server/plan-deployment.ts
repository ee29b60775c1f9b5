import { resourceKinds, resourceVariableNames } from "../../core/definition/resource-variable-names.ts"
import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { type DeployedPair, type DeploymentChange, deploymentChange } from "../../core/deployment/deployment-change.ts"
import type { EnvironmentRevision } from "../../core/environment/environment-revision.ts"
import type { EffectiveRules } from "../../core/promotion/effective-rules.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { revisionOf } from "./begin-promotion.ts"
import { type CommitComparison, compareCommits } from "./compare-commits.ts"
import { neededResources } from "./resources/needed-resources.ts"
import { newestVerified } from "./rollback-target.ts"
import { lookForSecrets, versionsOf } from "./secrets/find-secrets.ts"
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

/** All that a deployment would do, before anybody asks for it. */
export interface DeploymentPlan {
  /** Null where git cannot tell. */
  readonly commits: CommitComparison | null
  readonly change: DeploymentChange
  /** Secrets without a value: the deployment would fail. */
  readonly missingSecrets: readonly string[]
  readonly resources: readonly PlannedResource[]
  readonly target: { readonly name: string; readonly kind: string }
  readonly strategy: string
  /** Whether it stands by until a person switches. */
  readonly standsBy: boolean
  /** Tests that run against it, and jobs after them. */
  readonly verify: readonly string[]
  readonly after: readonly string[]
  /** Whether it falls back by itself when the deployment or a test fails. */
  readonly fallsBack: boolean
  /** What `slipway rollback` would restore afterwards; null where nothing was verified before. */
  readonly undo: { readonly release: Digest; readonly commit: string; readonly names: readonly string[] } | null
}

/** What is to be deployed where, by which way in. */
export interface PlannedEntry {
  readonly environment: string
  readonly definition: Definition
  readonly rules: EffectiveRules
  readonly release: Digest
  readonly manifest: ReleaseManifest
  readonly commit: string
  /** Commits of the other parts of a mixture. */
  readonly parts?: readonly string[]
  /** Services whose mock a person chose. */
  readonly mocks: readonly string[]
}

/** Works out what a deployment would do. It changes nothing. */
export async function planDeployment(ports: ServerPorts, entry: PlannedEntry): Promise<Result<DeploymentPlan>> {
  const { environment, definition, rules, release, manifest, commit, parts = [], mocks } = entry
  const secrets = await lookForSecrets(ports, rules.template, rules.environment.secrets)
  if (!secrets.ok) return secrets
  const revision = revisionOf(rules, environment, mocks, versionsOf(secrets.value.found))
  const running = await runningDeployment(ports, environment)
  const resources = await plannedResources(ports, definition, { template: rules.template, name: environment, manifest })
  if (!resources.ok) return resources
  return ok({
    commits: await compareCommits(ports, running?.commit ?? null, [commit, ...parts]),
    change: deploymentChange(running ? await pairOf(ports, running) : null, { manifest, revision }),
    missingSecrets: secrets.value.missing,
    resources: resources.value,
    target: revision.target,
    strategy: revision.strategy.kind,
    standsBy: revision.strategy.kind === "blue-green" && revision.strategy.switch === "manual",
    verify: rules.environment.verify,
    after: rules.environment.after,
    fallsBack: rules.environment["on-failure"] === "rollback",
    undo: await undoOf(ports, environment, { release, revision }),
  })
}

/** The deployment that serves; undefined where none does. */
export async function runningDeployment(
  { store }: Pick<ServerPorts, "store">,
  environment: string,
): Promise<DeploymentRecord | undefined> {
  const record = await store.environments.get(environment)
  return record?.current ? store.environments.getDeployment(record.current) : undefined
}

/** What a deployment had put together; null where its release is gone. */
export async function pairOf(
  { store }: Pick<ServerPorts, "store">,
  { release, revisionDocument }: DeploymentRecord,
): Promise<DeployedPair | null> {
  const record = await store.releases.get(release)
  return record ? { manifest: record.manifest, revision: revisionDocument } : null
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
): Promise<DeploymentPlan["undo"]> {
  const planned = { release, revisionDocument: revision }
  const earlier = await newestVerified(ports, environment, { besides: planned, before: Number.POSITIVE_INFINITY })
  if (!earlier) return null
  const names = (await ports.store.releases.names(earlier.release)).map(({ name }) => name)
  return { release: earlier.release, commit: earlier.commit, names }
}
