import { effectiveRules } from "../../core/promotion/effective-rules.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { DeploymentRecord } from "../../ports/store/environment-store.ts"
import { mocksOf } from "./mocks.ts"
import { planDeployment } from "./plan-deployment.ts"
import { findEnvironment } from "./promote.ts"
import type { ServerPorts } from "./server-ports.ts"
import { type MatrixColumn, readColumn, versionOf } from "./status.ts"

/** What an environment brings to what runs there, and how that differs from what the rules say today. */
export interface EnvironmentDetails {
  readonly column: MatrixColumn
  /** Of what runs there. */
  readonly variables: Readonly<Record<string, string>>
  /** Names only. */
  readonly secrets: readonly string[]
  readonly target: string | null
  readonly strategy: string | null
  /** What another deployment of the same release would change, a sentence each. */
  readonly drift: readonly string[]
  /** Whether the drift could be worked out. */
  readonly isDriftKnown: boolean
}

export async function showEnvironment(ports: ServerPorts, text: string): Promise<Result<EnvironmentDetails>> {
  const found = await findEnvironment(ports, text)
  if (!found.ok) return found
  const { name, template } = found.value
  const record = await ports.store.environments.get(name)
  const running = record?.current ? await ports.store.environments.getDeployment(record.current) : undefined
  const revision = running?.revisionDocument
  const column = await readColumn(ports, { name, template, record })
  const drift = running ? await driftOf(ports, running, found.value) : []
  return ok({
    column,
    variables: revision?.variables ?? {},
    secrets: Object.keys(revision?.secrets ?? {}).sort(),
    target: revision ? `${revision.target.name} (${revision.target.kind})` : null,
    strategy: revision?.strategy.kind ?? null,
    drift: [
      ...(drift ?? []),
      ...column.cells.filter(({ state }) => state === "down").map(({ service }) => `${service} is down`),
    ],
    isDriftKnown: drift !== null,
  })
}

/** Null where nobody can tell. */
async function driftOf(
  ports: ServerPorts,
  running: DeploymentRecord,
  { name, template, definition }: { name: string; template: string; definition: Parameters<typeof effectiveRules>[0] },
): Promise<readonly string[] | null> {
  const rules = effectiveRules(definition, template, 0)
  const release = await ports.store.releases.get(running.release)
  if (!rules || !release) return null
  const planned = await planDeployment(ports, {
    environment: name,
    definition,
    rules,
    release: running.release,
    manifest: release.manifest,
    commit: running.commit,
    mocks: mocksOf(running),
  })
  if (!planned.ok) return null
  const { change, resources, strategy, target } = planned.value
  const { revisionDocument: before } = running
  return [
    ...change.services
      .filter(({ change: how }) => how === "run")
      .map(({ service }) => `${service} is run in another way now`),
    ...change.variables.map(({ name: variable, from, to }) => variableText(variable, from, to)),
    ...change.secrets.map(({ name: secret, change: how }) => `secret ${secret} was ${how}`),
    ...resources.filter(({ isNew }) => isNew).map(({ resource }) => `${resource} is not there`),
    ...(strategy === before.strategy.kind ? [] : [`the strategy is ${strategy} now, it was ${before.strategy.kind}`]),
    ...(target.name === before.target.name ? [] : [`the target is ${target.name} now, it was ${before.target.name}`]),
  ]
}

function variableText(name: string, from: string | null, to: string | null): string {
  if (from === null) return `${name} is set to ${to} by now`
  return to === null ? `${name} is not set any more; it was ${from}` : `${name} is ${to} by now; it was ${from}`
}

/** A deployment as the history of its environment shows it. */
export interface PastDeployment
  extends Pick<
    DeploymentRecord,
    "id" | "release" | "commit" | "kind" | "person" | "status" | "verification" | "createdAt" | "endedAt" | "message"
  > {
  readonly version: string
}

/** Deployments of an environment, newest first. What is gone has a history as well. */
export async function environmentHistory(
  ports: ServerPorts,
  environment: string,
  { limit, before }: { readonly limit: number; readonly before: number | undefined },
): Promise<readonly PastDeployment[]> {
  const found = await ports.store.environments.deployments(environment, limit, before)
  return Promise.all(
    found.map(async (deployment) => {
      const { id, release, commit, kind, person, status, verification, createdAt, endedAt, message } = deployment
      const version = await versionOf(ports, deployment)
      return { id, release, commit, kind, person, status, verification, createdAt, endedAt, message, version }
    }),
  )
}
