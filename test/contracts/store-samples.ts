import type { EnvironmentRevision } from "../../src/core/environment/environment-revision.ts"
import { environmentRevisionDigest } from "../../src/core/environment/environment-revision.ts"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { type ReleaseManifest, releaseDigest } from "../../src/core/release/release-manifest.ts"
import { type Digest, digestOf } from "../../src/core/shared/digest.ts"
import type { NewDeployment } from "../../src/ports/store/environment-store.ts"
import type { NewGitEvent } from "../../src/ports/store/event-store.ts"
import type { LedgerEntry } from "../../src/ports/store/ledger.ts"
import type { NewPromotion } from "../../src/ports/store/promotion-store.ts"
import type { ReleaseName } from "../../src/ports/store/release-store.ts"
import type { NewRun, RunJobRecord } from "../../src/ports/store/run-store.ts"
import type { Store } from "../../src/ports/store/store.ts"

/** A time that needs more than 32 bits. */
export const NOW = 1_795_000_000_123

export const COMMIT = "c".repeat(40)

export function newEvent(change: Partial<NewGitEvent> = {}): NewGitEvent {
  const event = { ref: "refs/heads/main", before: null, after: COMMIT, commit: COMMIT, person: null, acceptedAt: NOW }
  return { ...event, ...change }
}

export function newRun(change: Partial<NewRun> = {}): NewRun {
  const none = { event: null, ref: null, environment: null, deployment: null }
  return { purpose: "build", commit: COMMIT, createdAt: NOW, ...none, ...change }
}

export function runJob(run: number, job: string, change: Partial<RunJobRecord> = {}): RunJobRecord {
  const none = {
    startedAt: null,
    endedAt: null,
    exitCode: null,
    message: null,
    key: null,
    definition: null,
    detail: null,
  }
  return { run, job, position: 0, status: "waiting", attempt: 1, inputs: null, ...none, ...change }
}

export function ledgerEntry(name: string, change: Partial<Omit<LedgerEntry, "seq">> = {}): Omit<LedgerEntry, "seq"> {
  return {
    statement: digestOf(`statement ${name}`),
    subjectKind: "source",
    subject: digestOf("subject"),
    predicateType: PREDICATE.jobs,
    key: digestOf("key"),
    signer: "server",
    status: "succeeded",
    predicate: { z: 1, a: ["\u0000", "ü", null] },
    recordedAt: NOW,
    ...change,
  }
}

function manifest(project: string): ReleaseManifest {
  return { kind: "slipway.release/v1", project, services: {}, schema: null }
}

/** Records a release with a run that made it. */
export async function recordRelease(store: Store, project = "shop"): Promise<Digest> {
  const release = { digest: releaseDigest(manifest(project)), manifest: manifest(project), createdAt: NOW }
  const run = await store.runs.create(newRun())
  const provenance = { release: release.digest, commit: COMMIT, ref: null, run: run.id, event: null, at: NOW }
  await store.releases.record(release, provenance)
  return release.digest
}

export function releaseName(release: Digest, change: Partial<ReleaseName> = {}): ReleaseName {
  const name = {
    name: "v1.0.0",
    kind: "release",
    commit: COMMIT,
    person: "bob",
    notes: "- carts ü\n",
    createdAt: NOW,
    complete: false,
  } as const
  return { release, ...name, ...change }
}

export async function createEnvironment(store: Store, name: string): Promise<boolean> {
  return store.environments.create({ name, template: "preview", branch: "feature/x", createdAt: NOW, expiresAt: null })
}

/** An environment, a release, and the environment's newest fence. */
export async function prepareDeployment(store: Store, name = "uat"): Promise<NewDeployment> {
  await createEnvironment(store, name)
  const fence = (await store.environments.takeFence(name)) ?? Number.NaN
  const revisionDocument: EnvironmentRevision = {
    kind: "slipway.environment/v1",
    environment: name,
    variables: { LOG_LEVEL: "info" },
    secrets: {},
    target: { name: "here", kind: "process" },
    strategy: { kind: "rolling" },
    rules: digestOf("rules"),
  }
  return {
    environment: name,
    release: await recordRelease(store),
    commit: COMMIT,
    revision: environmentRevisionDigest(revisionDocument),
    revisionDocument,
    kind: "promotion",
    colour: null,
    promotion: null,
    person: null,
    fence,
    createdAt: NOW,
  }
}

export function newPromotion(release: Digest, change: Partial<NewPromotion> = {}): NewPromotion {
  const request = {
    commit: COMMIT,
    environment: "uat",
    template: "uat",
    wayIn: 0,
    person: null,
    event: null,
    createdAt: NOW,
  }
  return { release, ...request, ...change }
}
