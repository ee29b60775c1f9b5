import type { Digest } from "../shared/digest.ts"
import { formatDuration } from "../shared/duration.ts"
import { isBuildLabel } from "./build-label.ts"
import { type Inventory, type StoredManifest, sizeOf } from "./inventory.ts"

/** Something that must stay, and why: `runs in production`. */
export interface Root {
  readonly digest: Digest
  readonly why: string
}

/** A release, by the digest that its document and statements about it have. */
export interface KnownRelease {
  readonly digest: Digest
  readonly images: readonly Digest[]
}

export interface StoredBlob {
  readonly digest: Digest
  readonly size: number
  /** When it was stored or last used. */
  readonly usedAt: number
}

/** What whoever deploys knows about the images of a folder. Nothing, where nobody deploys from it. */
export interface Needs {
  /** Images, releases' documents and statements. The first reason for a digest is the one that is told. */
  readonly roots: readonly Root[]
  readonly releases: readonly KnownRelease[]
}

/** Durations in milliseconds; times since 1970. */
export interface CollectionRules {
  readonly now: number
  /** What nothing needs goes once it was not used for so long. */
  readonly unusedFor: number
  /** For how long a statement keeps the image that it speaks about. */
  readonly evidenceFor: number
}

export interface Judged {
  readonly digest: Digest
  readonly kind: StoredManifest["kind"] | "unreadable"
  readonly names: readonly string[]
  readonly why: string
  /** Of what is kept: all of its bytes. Of what goes: those that nothing else needs, counted once. */
  readonly bytes: number
}

export interface CollectionPlan {
  readonly kept: readonly Judged[]
  readonly removed: readonly Judged[]
  /** Blobs to delete once the index lists the kept alone. */
  readonly blobs: readonly StoredBlob[]
  /** Of these blobs. */
  readonly bytes: number
  /** Why blobs that nothing names stay although they are old; null if none do. */
  readonly held: string | null
}

/**
 * Decides what of an image folder goes. Kept is what a root names, what a person named, what was used lately, what a
 * statement of late speaks about, and then all that belongs to what is kept: parts, statements about it, documents that
 * kept statements speak about. A label that a build gave keeps nothing.
 */
export function planCollection(
  { manifests, unreadable }: Inventory,
  blobs: readonly StoredBlob[],
  needs: Needs,
  rules: CollectionRules,
): CollectionPlan {
  const reasons = keepReasons(manifests, needs, rules)
  const rooted = new Set(needs.roots.map(({ digest }) => digest))
  const damaged = unreadable.map(({ digest, names, why, usedAt }) => {
    const isNeeded = rooted.has(digest) || names.some(isGiven) || isRecent(usedAt ?? 0, rules.unusedFor, rules)
    return { judged: { digest, names, why, kind: "unreadable" as const, bytes: 0 }, isNeeded, isThere: usedAt !== null }
  })
  const kept = manifests.filter(({ digest }) => reasons.has(digest))
  const removed = manifests.filter(({ digest }) => !reasons.has(digest))
  const held = damaged.find(({ isNeeded, isThere }) => isNeeded && isThere)?.judged.digest
  const reachable = new Set([
    ...kept.flatMap(({ digest, parts }) => [digest, ...parts.map((part) => part.digest)]),
    ...damaged.flatMap(({ judged, isNeeded }) => (isNeeded ? [judged.digest] : [])),
  ])
  const listed = new Set([...removed, ...damaged.map(({ judged }) => judged)].map(({ digest }) => digest))
  const parts = new Set(removed.flatMap((manifest) => manifest.parts.map(({ digest }) => digest)))
  const gone = blobs.filter(({ digest, usedAt }) => {
    if (reachable.has(digest)) return false
    if (listed.has(digest)) return true
    // What a damaged manifest consists of, nobody can tell: it may be these.
    if (held !== undefined && !parts.has(digest)) return false
    return !isRecent(usedAt, rules.unusedFor, rules)
  })
  return {
    kept: [
      ...kept.map((manifest) => judge(manifest, reasons.get(manifest.digest) ?? "", sizeOf(manifest))),
      ...damaged.flatMap(({ judged, isNeeded }) => (isNeeded ? [judged] : [])),
    ],
    removed: [...freed(removed, gone, rules), ...damaged.flatMap(({ judged, isNeeded }) => (isNeeded ? [] : [judged]))],
    blobs: gone,
    bytes: gone.reduce((total, { size }) => total + size, 0),
    held: held === undefined ? null : `${held} cannot be read, so that nobody can tell what it consists of`,
  }
}

function keepReasons(manifests: readonly StoredManifest[], needs: Needs, rules: CollectionRules): Map<Digest, string> {
  const graph = graphOf(manifests)
  const reasons = new Map<Digest, string>()
  const queue: StoredManifest[] = []
  const keep = (digest: Digest | null, why: string) => {
    const manifest = digest === null ? undefined : graph.manifests.get(digest)
    if (!manifest || reasons.has(manifest.digest)) return
    reasons.set(manifest.digest, why)
    queue.push(manifest)
  }
  for (const { digest, why } of needs.roots) for (const document of graph.documents(digest)) keep(document, why)
  for (const { digest, names } of manifests) {
    const given = names.find(isGiven)
    if (given !== undefined) keep(digest, `named ${given}`)
  }
  for (const { digest, usedAt } of manifests) {
    if (isRecent(usedAt, rules.unusedFor, rules)) keep(digest, `used ${ago(usedAt, rules)}`)
  }
  for (const { digest, why } of evidenceReasons(graph, needs, rules)) keep(digest, why)
  for (let manifest = queue.pop(); manifest; manifest = queue.pop()) {
    const { digest, subject, parts } = manifest
    const why = `belongs to ${manifest.names[0] ?? digest}`
    for (const part of parts) keep(part.digest, why)
    for (const statement of graph.about(digest)) keep(statement.digest, `speaks about ${manifest.names[0] ?? digest}`)
    if (subject !== null && graph.manifests.get(subject)?.kind === "artifact")
      keep(subject, "a kept statement needs it")
  }
  return reasons
}

function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

interface Graph {
  readonly manifests: ReadonlyMap<Digest, StoredManifest>
  /** Statements about a manifest. */
  readonly about: (digest: Digest) => readonly StoredManifest[]
  /** Manifests that a digest stands for: its own, and artifacts whose document it is. */
  readonly documents: (digest: Digest) => readonly Digest[]
}

function graphOf(manifests: readonly StoredManifest[]): Graph {
  const documents = new Map<Digest, Digest[]>()
  for (const { digest, kind, subject, parts } of manifests) {
    if (kind !== "artifact" || subject !== null) continue
    for (const part of parts) addTo(documents, part.digest, digest)
  }
  const about = Map.groupBy(manifests, ({ subject }) => subject)
  return {
    manifests: new Map(manifests.map((manifest) => [manifest.digest, manifest])),
    about: (digest) => about.get(digest) ?? [],
    documents: (digest) => [digest, ...(documents.get(digest) ?? [])],
  }
}

/** Images that a statement of late speaks about, itself or through the release that holds them. */
function evidenceReasons(graph: Graph, { releases }: Needs, rules: CollectionRules): readonly Root[] {
  const spoken = [...graph.manifests.values()].flatMap(({ subject, usedAt }) => {
    return subject !== null && isRecent(usedAt, rules.evidenceFor, rules) ? [{ subject, usedAt }] : []
  })
  const direct = spoken.map(({ subject, usedAt }) => {
    return { digest: subject, why: `a statement of ${ago(usedAt, rules)} speaks about it` }
  })
  const latest = new Map(spoken.sort((a, b) => a.usedAt - b.usedAt).map(({ subject, usedAt }) => [subject, usedAt]))
  const through = releases.flatMap(({ digest, images }) => {
    const times = graph.documents(digest).flatMap((document) => latest.get(document) ?? [])
    if (times.length === 0) return []
    const why = `a statement of ${ago(Math.max(...times), rules)} speaks about its release`
    return images.map((image) => ({ digest: image, why }))
  })
  return [...direct, ...through]
}

/** What goes, with the bytes that each frees: shared ones count for the first. */
function freed(
  removed: readonly StoredManifest[],
  gone: readonly StoredBlob[],
  rules: CollectionRules,
): readonly Judged[] {
  const sizes = new Map(gone.map(({ digest, size }) => [digest, size]))
  return removed.map((manifest) => {
    let bytes = 0
    for (const digest of [manifest.digest, ...manifest.parts.map((part) => part.digest)]) {
      bytes += sizes.get(digest) ?? 0
      sizes.delete(digest)
    }
    const named = manifest.names.length > 0 ? "only builds named it" : "nothing names it"
    return judge(manifest, `${named}, used ${ago(manifest.usedAt, rules)}`, bytes)
  })
}

function judge({ digest, kind, names }: StoredManifest, why: string, bytes: number): Judged {
  return { digest, kind, names, why, bytes }
}

function isGiven(name: string): boolean {
  return !isBuildLabel(name)
}

function isRecent(usedAt: number, within: number, { now }: CollectionRules): boolean {
  return now - usedAt < within
}

function ago(usedAt: number, { now }: CollectionRules): string {
  return `${formatDuration(Math.max(0, now - usedAt))} ago`
}
