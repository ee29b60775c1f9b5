import { parseReleaseVersion } from "../../core/release/version.ts"
import { type Digest, isDigest, shortDigest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { currentRules } from "./load-definitions.ts"
import { isMixture } from "./release-origins.ts"
import { isOnProtectedBranch } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A release, and the commit whose provenance counts when it is promoted. */
export interface ResolvedRelease {
  readonly release: Digest
  readonly commit: string
}

/**
 * What people call a release: its version (`1.2.0`, `v1.2.0-rc.1`), its digest or the first 6 or more digits of it, an
 * environment (what runs there), or a branch or commit that built it.
 */
export async function resolveRelease(ports: ServerPorts, text: string): Promise<Result<ResolvedRelease>> {
  const { releases, environments } = ports.store
  const version = parseReleaseVersion(text)
  const named = version && (await releases.findName(version.tag))
  if (named) return ok({ release: named.release, commit: named.commit })
  const running = await environments.get(text)
  const deployment = running?.current ? await environments.getDeployment(running.current) : undefined
  if (deployment && (await isMixture(ports, deployment.release))) return mixed(`what runs in '${text}'`)
  if (deployment) return ok({ release: deployment.release, commit: deployment.commit })
  const byDigest = await findByDigest(ports, text)
  if (byDigest) return byDigest
  const commit = version ? undefined : await ports.repository.resolve(text)
  if (commit?.ok) {
    const [built] = await releases.byCommit(commit.value.commit)
    if (built) return ok({ release: built.release, commit: built.commit })
    return fail("release-unknown", `no release was built from '${text}' (${commit.value.commit.slice(0, 12)})`, {
      hint: "see its run: slipway runs",
    })
  }
  return fail("release-unknown", `there is no release '${text}'`, { hint: await knownReleases(ports) })
}

async function findByDigest(ports: ServerPorts, text: string): Promise<Result<ResolvedRelease> | undefined> {
  const hex = isDigest(text) ? text.slice("sha256:".length) : text
  if (!/^[0-9a-f]{6,64}$/.test(hex)) return undefined
  const found = await ports.store.releases.byPrefix(hex)
  const [first, second] = found
  if (first && second) {
    const candidates = found.map(({ digest }) => shortDigest(digest)).join(", ")
    return fail("release-unknown", `'${text}' stands for several releases`, { hint: `give more digits: ${candidates}` })
  }
  if (first && (await isMixture(ports, first.digest))) return mixed(`release ${shortDigest(first.digest)}`)
  const commit = first && (await commitOf(ports, first.digest))
  return first && commit !== undefined ? ok({ release: first.digest, commit }) : undefined
}

/** It has no commit to go by, so nobody could say what it was tested with. */
function mixed(what: string): Result<never> {
  return fail("release-not-eligible", `${what} is a mixture: no single commit has built these images`, {
    hint: "merge what belongs together, and push it: the same images are the same release",
  })
}

/** The commit that a release goes by: the newest that is on a protected branch, else the newest. */
async function commitOf(ports: ServerPorts, release: Digest): Promise<string | undefined> {
  const provenance = await ports.store.releases.provenance(release)
  const rules = await currentRules(ports.repository)
  for (const { commit } of rules.ok ? provenance : []) {
    if (rules.ok && (await isOnProtectedBranch(ports.repository, rules.value.definition, commit))) return commit
  }
  return provenance[0]?.commit
}

async function knownReleases(ports: ServerPorts): Promise<string> {
  const names = (await ports.store.releases.names()).map(({ name }) => name).slice(-5)
  const digests = (await ports.store.releases.latest(5)).map(({ digest }) => shortDigest(digest))
  if (digests.length === 0) return "none was built yet: git push slipway main"
  return `there are ${[...names, ...digests].join(", ")}`
}
