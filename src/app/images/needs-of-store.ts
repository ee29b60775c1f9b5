import type { KnownRelease, Needs, Root } from "../../core/image/plan-collection.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { DeploymentRecord, EnvironmentRecord } from "../../ports/store/environment-store.ts"
import type { ReleaseRecord } from "../../ports/store/release-store.ts"
import type { Store } from "../../ports/store/store.ts"

/** How many verified releases of an environment a rollback may go back to, one after the other. */
const ROLLBACKS = 3
/** Far more than there can be; what the store lists newest first is wanted whole here. */
const ALL = 1_000_000
const DEPLOYMENTS = 1000

/** What a server's store knows to be needed of the images beside it. */
export async function needsOfStore(store: Store): Promise<Needs> {
  const records = await store.releases.latest(ALL)
  const releases = new Map(records.map((record) => [record.digest, imagesOf(record)]))
  const needed = [
    ...(await environmentNeeds(store)),
    ...(await promotionNeeds(store)),
    ...(await nameNeeds(store)),
    ...(await publicationNeeds(store)),
    ...(await branchNeeds(store)),
  ]
  const roots = needed.flatMap(({ digest, why }) => [
    { digest, why },
    ...(releases.get(digest) ?? []).map((image) => ({ digest: image, why })),
  ])
  const statements = (await store.ledger.statements()).map((digest) => ({ digest, why: "is on the ledger" }))
  return { roots: [...roots, ...statements], releases: knownReleases(records) }
}

function knownReleases(records: readonly ReleaseRecord[]): readonly KnownRelease[] {
  return records.map((record) => ({ digest: record.digest, images: imagesOf(record) }))
}

function imagesOf({ manifest }: ReleaseRecord): readonly Digest[] {
  return Object.values(manifest.services).map(({ image }) => image)
}

/** What runs, and what a rollback would restore. */
async function environmentNeeds(store: Store): Promise<readonly Root[]> {
  const roots: Root[] = []
  for (const environment of await store.environments.list()) {
    const deployments = await store.environments.deployments(environment.name, DEPLOYMENTS)
    roots.push(...releasesOf(environment, deployments))
  }
  for (const { image, environment } of await store.environments.instances()) {
    roots.push({ digest: image, why: `runs in ${environment}` })
  }
  for (const { release, environment } of await store.environments.unfinishedDeployments()) {
    roots.push({ digest: release, why: `is being deployed to ${environment}` })
  }
  return roots
}

function releasesOf({ name, current }: EnvironmentRecord, deployments: readonly DeploymentRecord[]): readonly Root[] {
  const running = deployments.find(({ id }) => id === current)?.release
  const verified = deployments.filter(({ status, verification, release }) => {
    return status === "succeeded" && verification === "succeeded" && release !== running
  })
  const earlier = [...new Set(verified.map(({ release }) => release))].slice(0, ROLLBACKS)
  return [
    ...(running ? [{ digest: running, why: `runs in ${name}` }] : []),
    ...earlier.map((digest) => ({ digest, why: `${name} can go back to it` })),
  ]
}

async function promotionNeeds({ promotions }: Store): Promise<readonly Root[]> {
  const open = await promotions.open()
  return open.map(({ release, environment }) => ({ digest: release, why: `waits to enter ${environment}` }))
}

async function nameNeeds({ releases }: Store): Promise<readonly Root[]> {
  const names = await releases.names()
  return names.map(({ release, kind, name }) => {
    return { digest: release, why: `${kind === "candidate" ? "release candidate" : "release"} ${name}` }
  })
}

async function publicationNeeds({ publications }: Store): Promise<readonly Root[]> {
  const waiting = await publications.waiting()
  return waiting.map(({ release, tag }) => ({ digest: release, why: `waits to be published as ${tag}` }))
}

/** What each branch builds now: it can be deployed at the press of a button. */
async function branchNeeds({ events, releases }: Store): Promise<readonly Root[]> {
  const roots: Root[] = []
  for (const [ref, commit] of await events.refs()) {
    if (!ref.startsWith("refs/heads/")) continue
    const [newest] = await releases.byCommit(commit)
    if (newest) roots.push({ digest: newest.release, why: `newest of ${ref.slice("refs/heads/".length)}` })
  }
  return roots
}
