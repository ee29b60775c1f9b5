import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { fail, type Result } from "../../core/shared/result.ts"
import { approximateSize } from "../../core/shared/size.ts"
import type { PublishedImage } from "../../ports/image-publisher.ts"
import type { PublicationRecord } from "../../ports/store/publication-store.ts"
import { currentRules } from "./load-definitions.ts"
import { releaseDescriptor } from "./release-artifact.ts"
import { eventTopic } from "./request-promotions.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Milliseconds between attempts, doubled up to the longest. Within an attempt the registry is tried several times. */
const FIRST_PAUSE = 5000
const LONGEST_PAUSE = 300_000

/** What trying again cannot change. */
const FINAL: ReadonlySet<string> = new Set(["name-moves", "argument-invalid"])

/**
 * Tries to publish what waits for it. Whatever else fails than the name is tried again later: a registry that is down
 * delays what is published, and loses nothing. Stopped in the middle, it waits as before.
 */
export async function attemptPublication(
  ports: ServerPorts,
  publication: PublicationRecord,
  signal: AbortSignal,
): Promise<void> {
  const { publications } = ports.store
  const rules = await currentRules(ports.repository)
  const published = rules.ok ? await publish(ports, rules.value.definition, publication, signal) : rules
  if (signal.aborted) return
  const attempts = publication.attempts + 1
  if (published.ok) {
    const { reference, bytes } = published.value
    await publications.update(publication.id, { state: "published", attempts, note: reference })
    return say(ports, publication, `published ${reference}, ${approximateSize(bytes)} sent`)
  }
  const { reason, message, hint } = published.failure
  const note = hint === undefined ? message : `${message} (${hint})`
  if (FINAL.has(reason)) {
    await publications.update(publication.id, { state: "refused", attempts, note })
    return say(ports, publication, `not published: ${note}`)
  }
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** publication.attempts)
  await publications.update(publication.id, { attempts, notBefore: ports.clock.now() + pause, note })
  say(ports, publication, `not published yet, it is tried again: ${note}`)
}

async function publish(
  ports: ServerPorts,
  { registry, services }: Definition,
  { service, image, tag, moves, release }: PublicationRecord,
  signal: AbortSignal,
): Promise<Result<PublishedImage>> {
  if (!registry) return fail("argument-invalid", "the rules name no registry any more")
  const artifact = await releaseDescriptor(ports, release)
  if (!artifact.ok) return artifact
  const publisher = ports.openPublisher(registry, Object.keys(services))
  return publisher.publish({ service, image, tag, moves, beside: [artifact.value.digest], signal })
}

function say(ports: ServerPorts, { service, event }: PublicationRecord, text: string): void {
  ports.progress.say([eventTopic(event)], `${service}: ${text}`)
}
