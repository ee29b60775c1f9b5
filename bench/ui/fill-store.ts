import { readFileSync } from "node:fs"
import { parseStat } from "../../src/adapters/process/linux-processes.ts"
import { openSqliteStore } from "../../src/adapters/sqlite/open-sqlite-store.ts"
import { environmentRevisionDigest } from "../../src/core/environment/environment-revision.ts"
import { type ReleaseManifest, releaseDigest } from "../../src/core/release/release-manifest.ts"
import { type Digest, digestOf } from "../../src/core/shared/digest.ts"
import { unwrap } from "../../src/core/shared/result.ts"
import type { Store, Stores } from "../../src/ports/store/store.ts"
import { PATH, serviceName } from "./big-shop.ts"
import { type FilledRuns, fillRuns } from "./fill-runs.ts"
import type { UiOptions } from "./options.ts"

/** Services that a preview changes; the others are left out of it. */
const OF_PREVIEW = 3

/** As the server is told. */
const FIRST_PORT = 40_000

const COMMIT = "c".repeat(40)

/** Writes history and what runs into a store that no server uses. `pid`: the process that stands for every service. */
export async function fillStore(file: string, options: UiOptions, pid: number): Promise<FilledRuns> {
  const store = unwrap(await openSqliteStore(file))
  try {
    const runs = await fillRuns(store, options)
    await fillReleases(store, options)
    await fillEnvironments(store, options, pid)
    return runs
  } finally {
    await store.close()
  }
}

async function fillReleases(store: Store, { releases }: UiOptions): Promise<void> {
  const run = await store.runs.create(newRun())
  await store.runs.update(run.id, { status: "succeeded", endedAt: Date.now() })
  await inBatches(store, releases, async (stores, index) => {
    const manifest = manifestOf([serviceName(0)], `history ${index}`)
    const release = await record(stores, manifest, run.id, index)
    const name = { name: `v1.${index}.0`, kind: "release", release, commit: commitOf(index), person: "bench" } as const
    await stores.releases.addName({ ...name, notes: null, createdAt: Date.now(), complete: true })
  })
}

async function fillEnvironments(store: Store, { environments, services }: UiOptions, pid: number): Promise<void> {
  const all = Array.from({ length: services }, (_, index) => serviceName(index))
  const run = await store.runs.create(newRun())
  await store.runs.update(run.id, { status: "succeeded", endedAt: Date.now() })
  let firstPort = FIRST_PORT
  await inBatches(store, environments, async (stores, index) => {
    const permanent = PATH[index]
    const names = permanent ? all : all.slice(index % (services - OF_PREVIEW || 1)).slice(0, OF_PREVIEW)
    const release = await record(stores, manifestOf(names, `environment ${index}`), run.id, index)
    const name = permanent ?? `shop-${index}`
    await deployed(stores, { name, isPreview: !permanent, index, release, names, pid, firstPort })
    firstPort += names.length
  })
}

/** Writes that are made durable together. */
const BATCH = 500

async function inBatches(
  store: Store,
  count: number,
  write: (stores: Stores, index: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    await store.transaction(async (stores) => {
      for (let index = from; index < Math.min(count, from + BATCH); index++) await write(stores, index)
    })
  }
}

interface Place {
  readonly name: string
  readonly isPreview: boolean
  readonly index: number
  readonly release: Digest
  readonly names: readonly string[]
  readonly pid: number
  /** Of the services' stable ports, which follow each other. */
  readonly firstPort: number
}

async function deployed(
  store: Stores,
  { name, isPreview, index, release, names, pid, firstPort }: Place,
): Promise<void> {
  const now = Date.now()
  const branch = isPreview ? `feature/${index}` : null
  await store.environments.create({
    name,
    template: isPreview ? "preview" : name,
    branch,
    createdAt: now,
    expiresAt: null,
  })
  // Its branch is not in the repository.
  if (isPreview) await store.environments.update(name, { kept: "bench" })
  const fence = (await store.environments.takeFence(name)) ?? 0
  const revisionDocument = {
    kind: "slipway.environment/v1",
    environment: name,
    variables: {},
    secrets: {},
    target: { name: "local", kind: "process" },
    strategy: { kind: "rolling" },
    rules: digestOf("rules"),
  } as const
  const revision = environmentRevisionDigest(revisionDocument)
  const about = { environment: name, release, commit: commitOf(index), kind: "promotion", promotion: null } as const
  const deployment = await store.environments.createDeployment({
    ...{ ...about, colour: null, person: "bench", revision, revisionDocument, fence, createdAt: now },
  })
  if (!deployment) throw new Error(`${name} takes no deployment`)
  await store.environments.finishDeployment(deployment.id, fence, { status: "succeeded", endedAt: now, message: null })
  await store.environments.setVerification(deployment.id, "succeeded")
  for (const [place, service] of names.entries()) {
    await store.environments.addAddress({ environment: name, service, colour: null, port: firstPort + place })
    const instance = { instance: `${name}-${service}`, environment: name, service, deployment: deployment.id, pid }
    const started = {
      image: digestOf(service),
      startedAt: startOf(pid),
      port: 1,
      secrets: null,
      state: "serving",
    } as const
    await store.environments.saveInstance({ ...instance, ...started }, fence)
  }
}

function startOf(pid: number): string {
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
  return parseStat(pid, readFileSync(`/proc/${pid}/stat`, "utf8"), boot)?.startedAt ?? ""
}

function manifestOf(services: readonly string[], what: string): ReleaseManifest {
  const run = { port: 3000, health: "/", public: false, needs: [] }
  const made = services.map((name) => [name, { image: digestOf(`${what} ${name}`), run }])
  return { kind: "slipway.release/v1", project: "shop", services: Object.fromEntries(made), schema: null }
}

async function record(store: Stores, manifest: ReleaseManifest, run: number, index: number): Promise<Digest> {
  const digest = releaseDigest(manifest)
  const at = Date.now()
  const provenance = { release: digest, commit: commitOf(index), ref: "refs/heads/main", run, event: null, at }
  await store.releases.record({ digest, manifest, createdAt: at }, provenance)
  return digest
}

function commitOf(index: number): string {
  return index.toString(16).padStart(8, "0") + COMMIT.slice(8)
}

export function newRun() {
  const none = { event: null, environment: null, deployment: null }
  return { purpose: "build" as const, ref: "refs/heads/main", commit: COMMIT, createdAt: Date.now(), ...none }
}
