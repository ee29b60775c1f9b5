import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { Entry } from "../../core/routing/route.ts"
import { routeEvent } from "../../core/routing/route-event.ts"
import type { GitEvent } from "../../ports/store/event-store.ts"
import { markForRemoval, removeMergedPreviews } from "./end-previews.ts"
import { currentRules } from "./load-definitions.ts"
import { nameByTag } from "./name-by-tag.ts"
import { recordReviews } from "./record-reviews.ts"
import { isBeingBuilt, isProtected } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Turns an accepted event into work: a run, a name, the end of a preview. Quick: it only writes down what is to be done.
 * Repeating it after a crash is harmless, since an event's run is created once.
 */
export async function handleEvent(ports: ServerPorts, event: GitEvent): Promise<void> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return finish(ports, event, "refused", rules.failure.message)
  const route = routeEvent(rules.value.definition, event.ref, event.after === null)
  switch (route.kind) {
    case "nothing":
      return finish(ports, event, "handled", route.why)
    case "refused":
      return finish(ports, event, "refused", `${route.why}: ${route.hint}`)
    case "teardown":
      return finish(ports, event, "handled", await markForRemoval(ports, route.branch, "the branch was deleted"))
    case "tag": {
      // Its name is for the release that this build makes; the build's end brings it back here.
      if (event.commit !== null && (await isBeingBuilt(ports, event.commit))) return
      const named = await nameByTag(ports, rules.value.definition, { event, route })
      return finish(ports, event, named.ok ? "handled" : "refused", named.ok ? named.value : named.failure.message)
    }
    case "build": {
      await removeMergedPreviews(ports, rules.value.definition, event, route.branch)
      if (isProtected(rules.value.definition, event.ref)) await recordReviews(ports, event)
      await extendPreviews(ports, rules.value.definition, route.entries)
      return startRun(ports, event, route.entries)
    }
  }
}

async function startRun(ports: ServerPorts, event: GitEvent, entries: readonly Entry[]): Promise<void> {
  const { commit } = event
  if (commit === null) return finish(ports, event, "refused", `${event.ref} names no commit`)
  const goal =
    entries.length === 0 ? "build and test only" : `then to ${entries.map((entry) => entry.environment).join(", ")}`
  const run = await ports.store.transaction(async (store) => {
    const [existing] = await store.runs.ofEvent(event.seq)
    const created =
      existing ??
      (await store.runs.create({
        purpose: "build",
        event: event.seq,
        ref: event.ref,
        commit,
        environment: null,
        deployment: null,
        createdAt: ports.clock.now(),
      }))
    await store.events.finish(event.seq, "handled", `run ${created.id}: ${goal}`)
    return created
  })
  ports.progress.say([`event:${event.seq}`], `run ${run.id} of ${commit.slice(0, 12)}, ${goal}`)
}

/** A push extends the life of the preview it belongs to. */
async function extendPreviews(ports: ServerPorts, rules: Definition, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) {
    const ttl = rules.environments[entry.template]?.ephemeral?.ttl
    if (ttl === undefined) continue
    if (!(await ports.store.environments.get(entry.environment))) continue
    await ports.store.environments.update(entry.environment, { expiresAt: ports.clock.now() + ttl })
  }
}

async function finish(ports: ServerPorts, event: GitEvent, status: "handled" | "refused", note: string): Promise<void> {
  await ports.store.events.finish(event.seq, status, note)
  ports.progress.say([`event:${event.seq}`], note)
}
