import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { parseReleaseVersion } from "../../core/release/version.ts"
import { branchOf } from "../../core/routing/route-event.ts"
import { type Failure, failure } from "../../core/shared/failure.ts"
import { matchesAny } from "../../core/shared/ref-pattern.ts"
import type { Repository } from "../../ports/repository.ts"
import type { GitEvent } from "../../ports/store/event-store.ts"
import type { ProposedChange } from "./proposed-change.ts"
import type { ServerPorts } from "./server-ports.ts"

export interface ReviewedTag {
  readonly change: ProposedChange
  readonly rules: Definition
  /** Commits that protected branches will name once the push is through. */
  readonly tips: readonly string[]
}

/**
 * A release tag never moves, and names a commit of a protected branch that has a release or is about to get one
 * (`architecture.md`, Tags): once taken it could not be corrected.
 */
export async function reviewReleaseTag(
  ports: ServerPorts,
  incoming: Repository,
  { change, rules, tips }: ReviewedTag,
): Promise<Failure | undefined> {
  const tag = change.ref.slice("refs/tags/".length)
  if (change.before !== null) {
    return failure("name-moves", `'${tag}' names a release and never moves`, { hint: "make a new version" })
  }
  if (!parseReleaseVersion(tag) || change.after === null) return undefined
  const peeled = await incoming.resolve(change.after)
  if (!peeled.ok) return peeled.failure
  const { commit } = peeled.value
  const known = await ports.store.releases.findName(tag)
  if (known && known.commit !== commit) {
    return failure("name-moves", `'${tag}' names another release and never moves`, { hint: "make a new version" })
  }
  if (!(await isOnAny(incoming, tips, commit)) && !(await isOnReleasingBranch(ports.repository, rules, commit))) {
    return failure(
      "release-not-eligible",
      `'${tag}' is not on a protected branch (${rules.branches.protected.join(", ")})`,
      { hint: "merge and push the commit first, then tag it" },
    )
  }
  if (tips.includes(commit) || (await hasOrGetsRelease(ports, commit))) return undefined
  return failure(
    "release-unknown",
    `no release was built from ${commit.slice(0, 12)}, so '${tag}' would name nothing`,
    {
      hint: "tag a commit that was pushed as the tip of its branch",
    },
  )
}

/** Whether a commit is part of a protected branch as the server has it. */
export async function isOnProtectedBranch(repository: Repository, rules: Definition, commit: string): Promise<boolean> {
  const refs = await repository.refs()
  if (!refs.ok) return false
  const tips = [...refs.value].flatMap(([ref, { commit: tip }]) =>
    tip !== null && isProtected(rules, ref) ? [tip] : [],
  )
  return isOnAny(repository, tips, commit)
}

/**
 * Whether a commit may get a version: it is on a protected branch, or on one that a permanent environment takes its
 * releases from, as those of hotfixes are.
 */
export async function isOnReleasingBranch(repository: Repository, rules: Definition, commit: string): Promise<boolean> {
  const refs = await repository.refs()
  if (!refs.ok) return false
  const permanent = Object.values(rules.environments).filter(({ ephemeral }) => !ephemeral)
  const patterns = permanent.flatMap(({ from }) => from.flatMap((way) => ("branch" in way ? way.branch : [])))
  const tips = [...refs.value].flatMap(([ref, { commit: tip }]) => {
    const branch = branchOf(ref)
    const isReleasing = isProtected(rules, ref) || (branch !== null && matchesAny(patterns, branch))
    return tip !== null && isReleasing ? [tip] : []
  })
  return isOnAny(repository, tips, commit)
}

export function isProtected(rules: Definition, ref: string): boolean {
  return ref.startsWith("refs/heads/") && matchesAny(rules.branches.protected, ref.slice("refs/heads/".length))
}

/** The event or run that a commit's release is going to come from, while there is one. */
export async function isBeingBuilt(ports: ServerPorts, commit: string): Promise<boolean> {
  const builds = (event: GitEvent) => event.commit === commit && event.ref.startsWith("refs/heads/")
  if ((await ports.store.events.pending()).some(builds)) return true
  return (await ports.store.runs.unfinished()).some((run) => run.purpose === "build" && run.commit === commit)
}

async function hasOrGetsRelease(ports: ServerPorts, commit: string): Promise<boolean> {
  return (await ports.store.releases.byCommit(commit)).length > 0 || isBeingBuilt(ports, commit)
}

async function isOnAny(repository: Repository, tips: readonly string[], commit: string): Promise<boolean> {
  for (const tip of tips) {
    const contains = await repository.isAncestor(commit, tip)
    if (contains.ok && contains.value) return true
  }
  return false
}
