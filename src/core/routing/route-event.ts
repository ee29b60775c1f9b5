import { pushedBranches } from "../definition/pushed-branches.ts"
import type { Definition } from "../definition/schema/definition-schema.ts"
import type { EnvironmentDefinition, WayIn } from "../definition/schema/environment-schema.ts"
import { environmentName } from "../environment/environment-name.ts"
import { parseReleaseVersion } from "../release/version.ts"
import { matchesAny, refMatches } from "../shared/ref-pattern.ts"
import type { Entry, Route } from "./route.ts"

const HEADS = "refs/heads/"
const TAGS = "refs/tags/"

/** What a change of a ref means under these rules (those of the protected branch). `deleted`: the ref is gone. */
export function routeEvent(rules: Definition, ref: string, deleted: boolean): Route {
  if (ref.startsWith(HEADS)) return routeBranch(rules, ref.slice(HEADS.length), deleted)
  if (ref.startsWith(TAGS)) return routeTag(rules, ref.slice(TAGS.length), deleted)
  return { kind: "refused", why: `'${ref}' is neither a branch nor a tag`, hint: "push a branch or a tag" }
}

function routeBranch(rules: Definition, branch: string, deleted: boolean): Route {
  const { protected: protectedBranches, allowed } = rules.branches
  if (deleted) {
    if (!matchesAny(protectedBranches, branch)) return { kind: "teardown", branch }
    return { kind: "refused", why: `'${branch}' is protected`, hint: "a protected branch cannot be deleted" }
  }
  if (allowed && !matchesAny(allowed, branch) && !matchesAny(protectedBranches, branch)) {
    const hint = `allowed are ${allowed.join(", ")}`
    return { kind: "refused", why: `'${branch}' is not an allowed branch name`, hint }
  }
  const takes = (wayIn: WayIn) => matchesAny(pushedBranches(wayIn), branch)
  return { kind: "build", branch, entries: entriesOf(rules, takes, branch) }
}

function routeTag(rules: Definition, tag: string, deleted: boolean): Route {
  const version = parseReleaseVersion(tag)
  const names = version?.tag === tag ? version.kind : null
  if (deleted) {
    if (names === null) return { kind: "nothing", why: `tag '${tag}' is gone; nothing goes by it` }
    return { kind: "refused", why: `'${tag}' names a release`, hint: "a release keeps its name: make a new version" }
  }
  const entries = entriesOf(rules, (wayIn) => wayIn.when?.kind === "tag" && tagFits(wayIn.when.tag, tag, names), null)
  if (names === null && entries.length === 0) return { kind: "nothing", why: `no environment waits for tag '${tag}'` }
  return { kind: "tag", tag, names, entries }
}

/** Whether a tag is what a `when: { tag }` waits for: by kind (`candidate`, `release`) or by pattern. */
export function tagFits(wanted: string, tag: string, names: "candidate" | "release" | null): boolean {
  return wanted === "candidate" || wanted === "release" ? wanted === names : refMatches(wanted, tag)
}

function entriesOf(rules: Definition, takes: (wayIn: WayIn) => boolean, branch: string | null): Entry[] {
  return Object.entries(rules.environments).flatMap(([template, environment]) => {
    const wayIn = environment.from.findIndex(takes)
    if (wayIn < 0) return []
    const name = nameOf(rules, template, environment, branch)
    return [{ template, wayIn, environment: name, ephemeral: environment.ephemeral !== undefined }]
  })
}

/** Null for what is no branch. */
export function branchOf(ref: string | null): string | null {
  return ref?.startsWith(HEADS) ? ref.slice(HEADS.length) : null
}

/** The name of an environment: by its template's name pattern, else its key. */
export function nameOf(
  rules: Definition,
  template: string,
  environment: EnvironmentDefinition,
  branch: string | null,
): string {
  const pattern = environment.ephemeral?.name ?? environment.name ?? "{environment}"
  return environmentName(pattern, { project: rules.project, environment: template, branch })
}
