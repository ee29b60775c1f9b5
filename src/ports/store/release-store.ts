import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import type { Digest } from "../../core/shared/digest.ts"

export interface ReleaseRecord {
  readonly digest: Digest
  readonly manifest: ReleaseManifest
  readonly createdAt: number
}

/** A commit whose run produced this release. Two commits with the same images have the same release. */
export interface ReleaseProvenance {
  readonly release: Digest
  readonly commit: string
  readonly ref: string | null
  readonly run: number
  readonly event: number | null
  readonly at: number
}

/** A name that stands for a release and never moves: `v1.2.0-rc.1`, `v1.2.0`. */
export interface ReleaseName {
  readonly name: string
  readonly kind: "candidate" | "release"
  readonly release: Digest
  readonly commit: string
  readonly person: string | null
  /** What it brings, as text; null where nobody has worked that out. Hostile. */
  readonly notes: string | null
  readonly createdAt: number
  /** False between the decision and the last of its effects (git tag, image names); completed at the next start. */
  readonly complete: boolean
}

export interface ReleaseStore {
  /** Inserts both if they are new. */
  record(release: ReleaseRecord, provenance: ReleaseProvenance): Promise<void>
  /** Inserts it if it is new: images that a person has put together, and no single commit has built. */
  compose(release: ReleaseRecord): Promise<void>
  get(digest: Digest): Promise<ReleaseRecord | undefined>
  /** Releases whose digest's hex begins so. */
  byPrefix(hex: string): Promise<readonly ReleaseRecord[]>
  /** Newest first. */
  latest(limit: number): Promise<readonly ReleaseRecord[]>
  /** Newest first. */
  provenance(digest: Digest): Promise<readonly ReleaseProvenance[]>
  /** Releases made from a commit, newest first. */
  byCommit(commit: string): Promise<readonly ReleaseProvenance[]>
  /** False if the name stands for another release or commit already; true if it is now, or was, this. */
  addName(name: ReleaseName): Promise<boolean>
  completeName(name: string): Promise<void>
  /** Forgets a name that was never complete: its git tag turned out to be somebody else's. */
  dropName(name: string): Promise<void>
  findName(name: string): Promise<ReleaseName | undefined>
  /** Names that contain a text, upper and lower case alike. Newest first. */
  searchNames(text: string, limit: number): Promise<readonly ReleaseName[]>
  /** Oldest first. */
  names(release?: Digest): Promise<readonly ReleaseName[]>
}
