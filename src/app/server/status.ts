import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { Colour } from "../../core/deployment/colour.ts"
import { nameOf } from "../../core/routing/route-event.ts"
import { type Digest, shortDigest } from "../../core/shared/digest.ts"
import type { Status } from "../../core/shared/status.ts"
import type { LastCollection } from "../../ports/image-folder.ts"
import type { DeploymentRecord, EnvironmentRecord } from "../../ports/store/environment-store.ts"
import type { ResourceRecord } from "../../ports/store/resource-store.ts"
import { addressesOf, urlsOf } from "./addresses.ts"
import { wantedDeployments } from "./colours/wanted-deployments.ts"
import { currentRules } from "./load-definitions.ts"
import { mocksOf } from "./mocks.ts"
import { isMixture } from "./release-origins.ts"
import type { ServerPorts } from "./server-ports.ts"
import { servingInstances } from "./serving-instances.ts"

/** Promotions of an environment that are looked through for those that did not enter. */
const ENDED = 5

/** One service in one environment. */
export interface MatrixCell {
  readonly service: string
  readonly image: Digest
  /** `running`: the process is there. `down`: it ended and is being brought back. */
  readonly state: "running" | "down"
  /** Whether its mock runs there, instead of that image. */
  readonly mocked: boolean
  /** Where it answers; none for private services. */
  readonly urls: readonly string[]
}

/** One environment of the matrix, in the order of the path; previews last. */
export interface MatrixColumn {
  readonly environment: string
  readonly template: string
  readonly branch: string | null
  readonly expiresAt: number | null
  readonly pinned: string | null
  /** Why a preview stays when its branch or its time ends. */
  readonly kept: string | null
  /** What it has on shared servers. */
  readonly resources: readonly Pick<ResourceRecord, "resource" | "kind" | "isolate" | "state" | "note">[]
  readonly removing: boolean
  /** Null while nothing was deployed there. */
  readonly deployed: {
    readonly deployment: number
    readonly release: Digest
    /** Versions first, else the short commit. */
    readonly version: string
    readonly commit: string
    /** Who pushed or asked for it; null where nobody is known. */
    readonly person: string | null
    readonly since: number
    readonly verification: Status | null
  } | null
  readonly cells: readonly MatrixCell[]
  /** Which colour serves; null where there is only one place. */
  readonly colour: Colour | null
  /** What runs beside it: it stands by for the switch, or is kept for a way back. */
  readonly beside: {
    readonly role: "next" | "kept"
    readonly colour: Colour | null
    readonly deployment: number
    readonly release: Digest
    readonly version: string
    readonly verification: Status | null
    /** When it is kept no longer; null while it stands by. */
    readonly until: number | null
    readonly cells: readonly MatrixCell[]
  } | null
  /** What is on its way, and what it waits for. */
  readonly promotions: readonly {
    readonly promotion: number
    readonly release: Digest
    readonly state: "waiting" | "deploying"
    readonly note: string | null
  }[]
  /** The last ones, newer than what runs, that ended without entering. */
  readonly ended: readonly {
    readonly promotion: number
    readonly release: Digest
    readonly state: "failed" | "superseded" | "canceled"
    readonly note: string | null
  }[]
}

export interface StatusReport {
  readonly project: string
  readonly columns: readonly MatrixColumn[]
  /** Runs that have not ended. */
  readonly running: readonly {
    readonly run: number
    readonly purpose: string
    readonly ref: string | null
    readonly environment: string | null
  }[]
  /** What is not in the registry although it should be. */
  readonly publications: readonly {
    readonly service: string
    readonly tag: string
    readonly state: "waiting" | "refused"
    readonly note: string | null
  }[]
  readonly images: {
    /** Milliseconds between the times that unneeded ones are removed; null: never. */
    readonly pruneEvery: number | null
    readonly lastPrune: LastCollection | null
  }
}

/** The environment × service matrix: what is where, whether it works, and what is on its way. */
export async function readStatus(ports: ServerPorts): Promise<StatusReport> {
  const rules = await currentRules(ports.repository)
  const existing = await ports.store.environments.list()
  const columns = columnsOf(rules.ok ? rules.value.definition : undefined, existing)
  const unfinished = await ports.store.runs.unfinished()
  return {
    project: ports.settings.project,
    columns: await Promise.all(columns.map((column) => readColumn(ports, column))),
    running: unfinished.map(({ id, purpose, ref, environment }) => ({ run: id, purpose, ref, environment })),
    publications: await unpublished(ports),
    images: { pruneEvery: ports.settings.prune.every, lastPrune: await ports.images.lastCollection() },
  }
}

/** How many that were refused are shown: those that matter are new. */
const REFUSED = 5

async function unpublished({ store }: ServerPorts): Promise<StatusReport["publications"]> {
  const refused = await store.publications.latest(["refused"], REFUSED)
  return [...(await store.publications.waiting()), ...refused].map(({ service, tag, state, note }) => {
    return { service, tag, state: state === "refused" ? state : "waiting", note }
  })
}

type Place = Pick<EnvironmentRecord, "name" | "template"> & { readonly record: EnvironmentRecord | undefined }

function columnsOf(rules: Definition | undefined, existing: readonly EnvironmentRecord[]): readonly Place[] {
  const permanent = Object.entries(rules?.environments ?? {}).flatMap(([template, definition]) => {
    if (definition.ephemeral || !rules) return []
    const name = nameOf(rules, template, definition, null)
    return [{ name, template, record: existing.find((one) => one.name === name) }]
  })
  const listed = new Set(permanent.map(({ name }) => name))
  const others = existing.filter(({ name }) => !listed.has(name))
  return [...permanent, ...others.map((record) => ({ name: record.name, template: record.template, record }))]
}

/** One environment, as the matrix shows it. */
export async function readColumn(ports: ServerPorts, { name, template, record }: Place): Promise<MatrixColumn> {
  const deployment = record?.current ? await ports.store.environments.getDeployment(record.current) : undefined
  const open = await ports.store.promotions.open(name)
  const promotions = open.map(({ id, release, state, note }) => ({
    promotion: id,
    release,
    state: state === "deploying" ? ("deploying" as const) : ("waiting" as const),
    note,
  }))
  const common = {
    environment: name,
    template,
    branch: record?.branch ?? null,
    expiresAt: record?.expiresAt ?? null,
    pinned: record?.pinned ?? null,
    kept: record?.kept ?? null,
    resources: await resourcesOf(ports, name),
    removing: record?.state === "removing",
    promotions,
    ended: await endedWithout(ports, name, deployment?.promotion ?? 0),
  }
  const beside = record ? await readBeside(ports, record) : null
  if (!deployment) return { ...common, deployed: null, cells: [], colour: null, beside }
  return {
    ...common,
    deployed: {
      deployment: deployment.id,
      release: deployment.release,
      version: await versionOf(ports, deployment),
      commit: deployment.commit,
      person: deployment.person,
      since: deployment.endedAt ?? deployment.createdAt,
      verification: deployment.verification,
    },
    cells: await readCells(ports, deployment, null),
    colour: deployment.colour,
    beside,
  }
}

async function readBeside(ports: ServerPorts, record: EnvironmentRecord): Promise<MatrixColumn["beside"]> {
  const wanted = await wantedDeployments(ports, record)
  for (const { role, deployment, until } of wanted) {
    if (role === "live") continue
    const { id, release, colour, verification } = deployment
    const version = await versionOf(ports, deployment)
    const cells = await readCells(ports, deployment, colour)
    return { role, colour, deployment: id, release, version, verification, until, cells }
  }
  return null
}

async function resourcesOf({ store }: ServerPorts, environment: string): Promise<MatrixColumn["resources"]> {
  const records = await store.resources.list(environment)
  return records.map(({ resource, kind, isolate, state, note }) => ({ resource, kind, isolate, state, note }))
}

async function endedWithout(ports: ServerPorts, environment: string, since: number): Promise<MatrixColumn["ended"]> {
  const latest = await ports.store.promotions.latest(environment, ENDED)
  return latest.flatMap(({ id, release, state, note }) => {
    const isOut = state === "failed" || state === "superseded" || state === "canceled"
    return isOut && id > since ? [{ promotion: id, release, state, note }] : []
  })
}

/** The newest version that names a release, else its commit. */
export async function versionOf(
  ports: ServerPorts,
  { release, commit }: { readonly release: Digest; readonly commit: string },
): Promise<string> {
  if (await isMixture(ports, release)) return `mixture ${shortDigest(release)}`
  const names = await ports.store.releases.names(release)
  return names.at(-1)?.name ?? commit.slice(0, 12)
}

async function readCells(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  reachedBy: Colour | null,
): Promise<readonly MatrixCell[]> {
  const { environment } = deployment
  const release = await ports.store.releases.get(deployment.release)
  if (!release) return []
  const addresses = await addressesOf(ports, environment, release.manifest, reachedBy)
  const services = Object.keys(release.manifest.services)
  const running = await servingInstances(ports, await ports.store.environments.instances(environment), {
    deployment,
    services,
  })
  return Promise.all(
    Object.entries(release.manifest.services).map(async ([service, { image }]) => {
      const address = addresses.ok ? addresses.value.find((one) => one.service === service) : undefined
      const urls = address ? urlsOf(ports, address) : []
      const state = running.has(service) ? ("running" as const) : ("down" as const)
      return { service, image, state, mocked: mocksOf(deployment).includes(service), urls }
    }),
  )
}
