import type { EnvironmentRevision } from "../environment/environment-revision.ts"
import type { ReleaseManifest } from "../release/release-manifest.ts"
import { canonicalJson, type Digest } from "../shared/digest.ts"
import { deploymentOrder } from "./deployment-order.ts"

/** A release with what its environment brings to it. */
export interface DeployedPair {
  readonly manifest: ReleaseManifest
  readonly revision: Pick<EnvironmentRevision, "variables" | "secrets" | "mocks" | "strategy" | "target">
}

export interface ServiceChange {
  readonly service: string
  /** `run`: the same image, started or found in another way. */
  readonly change: "added" | "image" | "run" | "unchanged" | "removed"
  /** Null where it does not run before, or after. */
  readonly from: Digest | null
  readonly to: Digest | null
  /** Whether its mock runs instead of the image. */
  readonly isMocked: boolean
}

export interface VariableChange {
  readonly name: string
  /** Null where there is none. */
  readonly from: string | null
  readonly to: string | null
}

/** Values are nobody's business: that one differs shows by its version. */
export interface SecretChange {
  readonly name: string
  readonly change: "added" | "changed" | "removed"
}

/** What a deployment would change. */
export interface DeploymentChange {
  /** In the order in which they are started; those that end come last. */
  readonly services: readonly ServiceChange[]
  /** Only those that change. */
  readonly variables: readonly VariableChange[]
  /** Only those that change. */
  readonly secrets: readonly SecretChange[]
}

/** Compares what runs, null where nothing does, with what would. */
export function deploymentChange(running: DeployedPair | null, next: DeployedPair): DeploymentChange {
  const ended = Object.keys(running?.manifest.services ?? {}).filter((name) => !own(next.manifest.services, name))
  const services = [...deploymentOrder(next.manifest), ...ended.sort()]
  return {
    services: services.map((service) => serviceChange(service, running, next)),
    variables: variableChanges(running?.revision.variables ?? {}, next.revision.variables),
    secrets: variableChanges(running?.revision.secrets ?? {}, next.revision.secrets).map(secretChange),
  }
}

function serviceChange(service: string, running: DeployedPair | null, next: DeployedPair): ServiceChange {
  const [before, after] = [own(running?.manifest.services ?? {}, service), own(next.manifest.services, service)]
  const isMocked = next.revision.mocks?.includes(service) ?? false
  const ids = { from: before?.image ?? null, to: after?.image ?? null, isMocked }
  if (!before) return { service, change: "added", ...ids }
  if (!after) return { service, change: "removed", ...ids }
  if (before.image !== after.image) return { service, change: "image", ...ids }
  const wasMocked = running?.revision.mocks?.includes(service) ?? false
  const isSame = canonicalJson(before.run) === canonicalJson(after.run) && wasMocked === isMocked
  return { service, change: isSame ? "unchanged" : "run", ...ids }
}

function variableChanges(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly VariableChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.flatMap((name) => {
    const [from, to] = [own(before, name) ?? null, own(after, name) ?? null]
    return from === to ? [] : [{ name, from, to }]
  })
}

function secretChange({ name, from, to }: VariableChange): SecretChange {
  return { name, change: from === null ? "added" : to === null ? "removed" : "changed" }
}

/** Names are free: what every object has under one of them is not meant. */
function own<V>(record: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
