import { shortDigest } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import { approximateSize } from "../../core/shared/size.ts"
import { type CollectedImages, collectImages, type Retention } from "../images/collect-images.ts"
import { needsOfStore } from "../images/needs-of-store.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Who the audit trail says it was where nobody asked for it. */
const BY_ITSELF = "slipway"

export interface PruneRequest extends Retention {
  readonly dryRun: boolean
  /** Null: the server by itself. */
  readonly person: string | null
}

/** Removes the images that no environment, release or evidence needs; the audit trail says which. */
export async function pruneImages(ports: ServerPorts, request: PruneRequest): Promise<Result<CollectedImages>> {
  const { person, ...options } = request
  const now = ports.clock.now()
  const collected = await collectImages(ports.images, () => needsOfStore(ports.store), { ...options, now })
  if (!collected.ok || request.dryRun) return collected
  const { removed } = collected.value
  if (removed.length > 0) {
    const subject = removed.map(({ digest, names }) => names[0] ?? shortDigest(digest)).join(", ")
    const entry = {
      at: now,
      person: person ?? BY_ITSELF,
      action: "prune-images",
      subject,
      detail: pruneText(collected.value),
    }
    await ports.store.audit.append(entry)
  }
  return collected
}

/** `removed 2 images that nothing needs, 4.5 MiB`. */
export function pruneText({ removed, bytes }: CollectedImages): string {
  const images = removed.length === 1 ? "1 image" : `${removed.length} images`
  return `removed ${images} that nothing needs, ${approximateSize(bytes)}`
}

/** Prunes if it is time for it. The time of the last one stands beside the images, so that restarts change nothing. */
export async function pruneWhenDue(ports: ServerPorts): Promise<Result<CollectedImages | null>> {
  const { every, ...retention } = ports.settings.prune
  if (every === null) return ok(null)
  const last = await ports.images.lastCollection()
  if (last && ports.clock.now() - last.at < every) return ok(null)
  return pruneImages(ports, { ...retention, dryRun: false, person: null })
}
