import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { notesText } from "../../core/release/release-notes.ts"
import type { Route } from "../../core/routing/route.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { GitEvent } from "../../ports/store/event-store.ts"
import { completeName } from "./complete-name.ts"
import { readNotes } from "./read-notes.ts"
import { requestPromotions } from "./request-promotions.ts"
import { requireNotRejected } from "./require-not-rejected.ts"
import { isOnReleasingBranch } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A tag that is no version names nothing; it brings the release of its commit in where such a tag is waited for. */
async function enterByTag(
  ports: ServerPorts,
  { event, route, commit }: { event: GitEvent; route: Extract<Route, { kind: "tag" }>; commit: string },
): Promise<Result<string>> {
  const [built] = await ports.store.releases.byCommit(commit)
  if (!built) return fail("release-unknown", `no release was built from ${commit.slice(0, 12)}`)
  await requestPromotions(ports, route.entries, {
    release: built.release,
    commit,
    event: event.seq,
    person: event.person,
  })
  return ok(`'${route.tag}' is on release ${built.release.slice(7, 19)}`)
}

/**
 * A tag was pushed: it names the release that its commit built. The tag that `slipway release` makes itself comes back
 * as an event too and is recognised by its name and commit. Returns what happened, in a sentence.
 */
export async function nameByTag(
  ports: ServerPorts,
  rules: Definition,
  { event, route }: { event: GitEvent; route: Extract<Route, { kind: "tag" }> },
): Promise<Result<string>> {
  const { tag, names } = route
  const { commit } = event
  if (commit === null) return ok(`tag '${tag}' names no release`)
  if (names === null) return enterByTag(ports, { event, route, commit })
  const known = await ports.store.releases.findName(tag)
  if (known && known.commit !== commit) return fail("name-moves", `'${tag}' names another release and never moves`)
  if (known?.complete) return ok(`'${tag}' was named by slipway release`)
  if (!(await isOnReleasingBranch(ports.repository, rules, commit))) {
    return fail(
      "release-not-eligible",
      `'${tag}' is not on a protected branch, nor on one that an environment takes releases from`,
    )
  }
  const [built] = await ports.store.releases.byCommit(commit)
  if (!built) {
    return fail("release-unknown", `no release was built from ${commit.slice(0, 12)}, so '${tag}' names nothing`, {
      hint: "push its branch, wait for the run, then tag it with a new version",
    })
  }
  const allowed = await requireNotRejected(ports, built.release)
  if (!allowed.ok) return allowed
  const notes = await readNotes(ports, rules, commit)
  const added = await ports.store.releases.addName({
    name: tag,
    kind: names,
    release: built.release,
    commit,
    person: event.person,
    notes: notes.ok ? notesText(notes.value) : null,
    createdAt: ports.clock.now(),
    complete: false,
  })
  if (!added) return fail("name-moves", `'${tag}' names another release and never moves`)
  const completed = await completeName(ports, tag, { event: event.seq, entries: route.entries })
  if (!completed.ok) return completed
  await ports.store.audit.append({
    at: ports.clock.now(),
    person: event.person ?? "slipway",
    action: "release",
    subject: tag,
    detail: built.release,
  })
  return ok(`'${tag}' names release ${built.release.slice(7, 19)}`)
}
