import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { newestRelease } from "../../core/release/next-version.ts"
import { type ReleaseNotes, releaseNotes } from "../../core/release/release-notes.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { ServerPorts } from "./server-ports.ts"
import { versionOf } from "./status.ts"
import { versionEntries } from "./version-entries.ts"

/** Commits that notes tell of at most. */
const MOST_COMMITS = 200

/**
 * What a commit brings since what production runs: the environment that takes releases. Where nothing runs there, since
 * the newest release.
 */
export async function readNotes(ports: ServerPorts, rules: Definition, commit: string): Promise<Result<ReleaseNotes>> {
  const base = (await inProduction(ports, rules)) ?? (await newestNamed(ports))
  const log = await ports.repository.log(base?.commit ?? null, commit, MOST_COMMITS + 1)
  if (!log.ok) return log
  const commits = log.value
    .slice(0, MOST_COMMITS)
    .map(({ commit, parents, author, subject }) => ({ commit, parents, author: author.name, subject }))
  return ok(releaseNotes(commits, { since: base?.name ?? null, isCut: log.value.length > MOST_COMMITS }))
}

interface Base {
  readonly name: string
  readonly commit: string
}

async function inProduction(ports: ServerPorts, rules: Definition): Promise<Base | undefined> {
  for (const { entry } of versionEntries(rules, { kind: "release", tag: "v1.0.0" })) {
    const current = (await ports.store.environments.get(entry.environment))?.current ?? null
    const deployment = current === null ? undefined : await ports.store.environments.getDeployment(current)
    if (deployment) return { name: await versionOf(ports, deployment), commit: deployment.commit }
  }
  return undefined
}

async function newestNamed(ports: ServerPorts): Promise<Base | undefined> {
  const newest = newestRelease((await ports.store.releases.names()).map(({ name }) => name))
  return newest && ports.store.releases.findName(newest.tag)
}
