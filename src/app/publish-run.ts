import type { Definition } from "../core/definition/schema/definition-schema.ts"
import { buildTag } from "../core/image/build-label.ts"
import { publicationOf } from "../core/routing/publication.ts"
import { fail, ok, type Result } from "../core/shared/result.ts"
import type { OpenPublisher, PublishedImage } from "../ports/image-publisher.ts"
import type { Repository } from "../ports/repository.ts"
import type { PreparedRun } from "./prepare-run.ts"
import { rulesWith } from "./rules-with.ts"
import type { RunOutcome } from "./run-plan.ts"

/** What is decided about a run's images before it begins. */
export type RunPublication =
  | { readonly kind: "kept"; readonly why: string }
  | { readonly kind: "published"; readonly rules: Definition; readonly tag: string }

/**
 * Whether the images of a run will be published, by the rules of the protected branch where that is here. What could never
 * be published is refused before anything runs; a branch that is not published is built and tested like any other.
 */
export async function decidePublication(
  repository: Repository,
  { definition, ref, commit, isCommitted }: PreparedRun,
): Promise<Result<RunPublication>> {
  if (!isCommitted) {
    return fail("argument-invalid", "what differs from its commit is not published", { hint: "commit it first" })
  }
  if (ref === null) {
    return fail("argument-invalid", "a commit alone is on no branch, and branches are what is published", {
      hint: "say which: slipway run main --publish",
    })
  }
  const rules = await rulesWith(repository, definition)
  if (!rules.ok) return rules
  if (!rules.value.registry || !rules.value.publish) {
    return fail(
      "argument-invalid",
      "slipway.yaml does not say where to, or from which branches, images are published",
      {
        hint: "add registry: { url: registry.example.com/automation } and publish: { from: [main] }",
      },
    )
  }
  const decided = publicationOf(rules.value, ref)
  if (decided.kind === "kept") return ok(decided)
  return ok({ kind: "published", rules: rules.value, tag: buildTag(ref, commit) })
}

/** Publishes the images of a run that succeeded, with what was proven about them. Doing it again completes it. */
export async function publishRun(
  openPublisher: OpenPublisher,
  { rules, tag }: Extract<RunPublication, { kind: "published" }>,
  { outcome, signal }: { readonly outcome: RunOutcome; readonly signal: AbortSignal },
): Promise<Result<readonly PublishedImage[]>> {
  const { registry, services } = rules
  if (!registry) throw new TypeError("there is no registry to publish to")
  const publisher = openPublisher(registry, Object.keys(services))
  const published: PublishedImage[] = []
  for (const [service, image] of outcome.images) {
    const one = await publisher.publish({ service, image: image.digest, tag, moves: true, beside: [], signal })
    if (!one.ok) return one
    published.push(one.value)
  }
  return ok(published)
}
