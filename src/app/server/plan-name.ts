import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { type Bump, nextVersion } from "../../core/release/next-version.ts"
import { bumpOf, type ReleaseNotes } from "../../core/release/release-notes.ts"
import { parseReleaseVersion, type ReleaseVersion } from "../../core/release/version.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { currentRules } from "./load-definitions.ts"
import { readNotes } from "./read-notes.ts"
import { requireNotRejected } from "./require-not-rejected.ts"
import { type ResolvedRelease, resolveRelease } from "./resolve-release.ts"
import { isOnReleasingBranch } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"
import { versionEntries } from "./version-entries.ts"

export interface NameRequest {
  /** Null: the next one. */
  readonly version: string | null
  /** Of the next one; a given version says it itself. */
  readonly kind: ReleaseVersion["kind"]
  readonly bump: Bump | null
  /** Null: what is deployed in the environment that such versions are taken from. */
  readonly of: string | null
}

/** The name that a release would get, and what it would bring. */
export interface PlannedName extends ResolvedRelease {
  readonly version: ReleaseVersion
  readonly notes: ReleaseNotes
  readonly rules: Definition
}

/** Which release gets which version. Nothing is written: until the name is taken, somebody else may take it. */
export async function planName(ports: ServerPorts, request: NameRequest): Promise<Result<PlannedName>> {
  const given = request.version === null ? undefined : parseReleaseVersion(request.version)
  if (request.version !== null && !given) {
    return fail("argument-invalid", `'${request.version}' is no version`, {
      hint: "write 1.2.0, or 1.2.0-rc.1 for a candidate",
    })
  }
  if (given && request.bump !== null) {
    return fail("argument-invalid", `either ${given.version} or the next ${request.bump} version`, {
      hint: "leave one of them out",
    })
  }
  const read = await currentRules(ports.repository)
  if (!read.ok) return read
  const rules = read.value.definition
  const taken = await takenNames(ports)
  if (!taken.ok) return taken
  const next = (changes: Bump, own: readonly string[]) =>
    nextVersion({ kind: request.kind, bump: request.bump, changes, taken: taken.value, own })
  const release = await chooseRelease(ports, rules, { of: request.of, version: given ?? next("patch", []) })
  if (!release.ok) return release
  const { commit } = release.value
  if (!(await isOnReleasingBranch(ports.repository, rules, commit))) {
    const message = `commit ${commit.slice(0, 12)} is not on a protected branch, nor on one that an environment takes releases from`
    return fail("release-not-eligible", message, { hint: "merge it first" })
  }
  const allowed = await requireNotRejected(ports, release.value.release)
  if (!allowed.ok) return allowed
  const notes = await readNotes(ports, rules, commit)
  if (!notes.ok) return notes
  const own = (await ports.store.releases.names(release.value.release)).map(({ name }) => name)
  return ok({ ...release.value, version: given ?? next(bumpOf(notes.value), own), notes: notes.value, rules })
}

/** Versions that the store or git knows: a tag that somebody else has made is taken too. */
async function takenNames(ports: ServerPorts): Promise<Result<readonly string[]>> {
  const refs = await ports.repository.refs()
  if (!refs.ok) return refs
  const tags = [...refs.value.keys()].flatMap((ref) => (ref.startsWith("refs/tags/") ? [ref.slice(10)] : []))
  return ok([...(await ports.store.releases.names()).map(({ name }) => name), ...tags])
}

async function chooseRelease(
  ports: ServerPorts,
  rules: Definition,
  { of, version }: { readonly of: string | null; readonly version: ReleaseVersion },
): Promise<Result<ResolvedRelease>> {
  if (of !== null) return resolveRelease(ports, of)
  const upstream = versionEntries(rules, version).map((one) => one.upstream)
  const [from, ...others] = [...new Set(upstream)]
  if (from === undefined || others.length > 0) {
    const why = from === undefined ? "no environment takes" : "several environments take"
    return fail("argument-invalid", `${why} a ${version.kind} version, so say which release it names`, {
      hint: `slipway release ${version.version} --of <release, environment or commit>`,
    })
  }
  const environment = await ports.store.environments.get(from)
  if (!environment?.current) {
    return fail("release-unknown", `nothing is deployed in '${from}', which ${version.kind} versions are taken from`, {
      hint: `deploy there first, or say which: slipway release ${version.version} --of <release>`,
    })
  }
  return resolveRelease(ports, from)
}
