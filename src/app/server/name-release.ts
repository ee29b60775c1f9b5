import { notesText } from "../../core/release/release-notes.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { completeName } from "./complete-name.ts"
import { type NameRequest, type PlannedName, planName } from "./plan-name.ts"
import { requireFreeTag } from "./require-free-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A version given to a release, and the promotions that follow from it. */
export interface NamedRelease {
  readonly name: string
  readonly kind: "candidate" | "release"
  readonly release: Digest
  readonly commit: string
  readonly notes: string
  readonly promotions: readonly PromotionRecord[]
  /** Where its images are, or will be, published. */
  readonly published: readonly string[]
}

/** How often the next version is worked out anew because somebody else was faster. */
const ATTEMPTS = 100

/**
 * Names tested digests as a release candidate (`1.2.0-rc.1`) or a release (`1.2.0`): git tag and image names on the same
 * commit and digests, nothing rebuilt. Without a version, the next one; without `of`, what is deployed in the environment
 * that such versions are taken from.
 */
export async function nameRelease(
  ports: ServerPorts,
  request: NameRequest,
  person: string,
): Promise<Result<NamedRelease>> {
  const taken = await takeName(ports, request, person)
  if (!taken.ok) return taken
  const { version, release, commit, notes } = taken.value
  const completed = await completeName(ports, version.tag, { event: null, entries: [] })
  if (!completed.ok) return completed
  const entry = { at: ports.clock.now(), person, action: "release", subject: version.tag, detail: release }
  await ports.store.audit.append(entry)
  const { published, promotions } = completed.value
  return ok({ name: version.tag, kind: version.kind, release, commit, notes: notesText(notes), promotions, published })
}

async function takeName(ports: ServerPorts, request: NameRequest, person: string): Promise<Result<PlannedName>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const planned = await planName(ports, request)
    if (!planned.ok) return planned
    const { version, release, commit, notes, rules } = planned.value
    const free = await requireFreeTag(ports, rules, release, version.tag)
    if (!free.ok) return free
    const added = await ports.store.releases.addName({
      name: version.tag,
      kind: version.kind,
      release,
      commit,
      person,
      notes: notesText(notes),
      createdAt: ports.clock.now(),
      complete: false,
    })
    if (added) return planned
    if (request.version === null) continue
    return fail("name-moves", `'${version.tag}' names another release and never moves`, {
      hint: "choose the next version",
    })
  }
  return fail("name-moves", "others were faster with every version", { hint: "try again" })
}
