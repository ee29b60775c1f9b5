import { compare, inc, type ReleaseType } from "semver"
import { parseReleaseVersion, type ReleaseVersion } from "./version.ts"

export type Bump = "major" | "minor" | "patch"

export interface VersionRequest {
  readonly kind: ReleaseVersion["kind"]
  /** Which part goes up; null: what the changes say. */
  readonly bump: Bump | null
  /** What the changes say; see `bumpOf`. */
  readonly changes: Bump
  /** Every version that is taken, in any order; what is no version is left out. */
  readonly taken: readonly string[]
  /** Names that the release has already. */
  readonly own: readonly string[]
}

/** The newest of names that are releases; undefined where none is. */
export function newestRelease(names: readonly string[]): ReleaseVersion | undefined {
  return newestOf(names.flatMap((name) => parseReleaseVersion(name) ?? []).filter(({ kind }) => kind === "release"))
}

/** The version before there is any. */
const NONE = "0.0.0"

/**
 * The next version (semver 2.0.0). A candidate counts `rc` up under the version that candidates are open for, or opens
 * the next one. A release takes the version of its newest candidate, or else the next one. What has such a name already
 * keeps it, so that asking twice gives one name. `bump` always counts from the newest release, and gives a new name. The
 * first version is 0.1.0 unless `bump` says otherwise.
 */
export function nextVersion({ kind, bump, changes, taken, own }: VersionRequest): ReleaseVersion {
  const versions = taken.flatMap((text) => parseReleaseVersion(text) ?? [])
  const newest = newestRelease(taken)?.version ?? NONE
  const open = (candidates: readonly ReleaseVersion[]) =>
    candidates
      .filter((one) => one.kind === "candidate" && compare(baseOf(one), newest) > 0)
      .map(baseOf)
      .sort(compare)
      .at(-1)
  const first = newest === NONE ? "minor" : changes
  const next = raise(newest, bump ?? first)
  const ownVersions = own.flatMap((text) => parseReleaseVersion(text) ?? [])
  const kept = bump === null ? newestOf(ownVersions.filter((one) => one.kind === kind)) : undefined
  if (kept && (kind === "release" || compare(baseOf(kept), newest) > 0)) return kept
  const base = bump === null ? (open(kind === "candidate" ? versions : ownVersions) ?? next) : next
  return read(kind === "release" ? base : `${base}-rc.${lastCandidate(versions, base) + 1}`)
}

function newestOf(versions: readonly ReleaseVersion[]): ReleaseVersion | undefined {
  return versions.toSorted((a, b) => compare(a.version, b.version)).at(-1)
}

function lastCandidate(versions: readonly ReleaseVersion[], base: string): number {
  const numbers = versions.filter((one) => one.kind === "candidate" && baseOf(one) === base).map(candidateNumber)
  return Math.max(0, ...numbers)
}

/** `1.2.0` of `1.2.0-rc.4`. */
function baseOf({ version }: ReleaseVersion): string {
  return version.split("-", 1)[0] ?? version
}

function candidateNumber({ version }: ReleaseVersion): number {
  return Number(version.split("-rc.")[1])
}

function raise(version: string, bump: ReleaseType): string {
  const raised = inc(version, bump)
  if (raised === null) throw new TypeError(`'${version}' is no version`)
  return raised
}

function read(version: string): ReleaseVersion {
  const parsed = parseReleaseVersion(version)
  if (!parsed) throw new TypeError(`'${version}' is no version`)
  return parsed
}
