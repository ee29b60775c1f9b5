import { effectiveDefinition } from "../../core/definition/effective-definition.ts"
import { invalidDefinition } from "../../core/definition/parse-definition.ts"
import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { weaknessDiagnostics } from "../../core/proof/check-and-prove.ts"
import { proveDefinition } from "../../core/proof/prove-definition.ts"
import { routeEvent } from "../../core/routing/route-event.ts"
import type { Failure } from "../../core/shared/failure.ts"
import { matchesAny } from "../../core/shared/ref-pattern.ts"
import { fail, failed, ok, type Result } from "../../core/shared/result.ts"
import type { Repository } from "../../ports/repository.ts"
import { currentRules, definitionOf } from "./load-definitions.ts"
import type { ProposedChange } from "./proposed-change.ts"
import { isProtected, type ReviewedTag, reviewReleaseTag } from "./review-release-tag.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * Decides whether a push may go through, before git moves anything. `incoming` reads the pushed objects where git keeps
 * them until then. A refusal names the ref, the reason and what to do; the push is all or nothing.
 */
export async function reviewPush(
  ports: ServerPorts,
  incoming: Repository,
  changes: readonly ProposedChange[],
): Promise<Result<{ readonly head: string | null }>> {
  const rules = await rulesFor(ports, incoming, changes)
  if (!rules.ok) return rules
  const { definition } = rules.value
  const tips = changes.flatMap(({ ref, after }) => (after !== null && isProtected(definition, ref) ? [after] : []))
  for (const change of changes) {
    const refusal = await review(ports, incoming, { change, rules: definition, tips })
    if (refusal) return failed(refusal)
  }
  return ok({ head: rules.value.head })
}

/** The rules in force; for the very first push, those that the pushed protected branch brings along. */
async function rulesFor(
  ports: ServerPorts,
  incoming: Repository,
  changes: readonly ProposedChange[],
): Promise<Result<{ definition: Definition; head: string | null }>> {
  const current = await currentRules(ports.repository)
  if (current.ok) return ok({ definition: current.value.definition, head: null })
  if (current.failure.reason !== "protected-branch-missing") return current
  let refusal: Result<never> = current
  for (const { ref, after } of changes) {
    if (after === null) continue
    const definition = await definitionOf(incoming, after)
    if (!definition.ok) return definition
    const [first] = definition.value.branches.protected
    if (ref === `refs/heads/${first}`) return ok({ definition: definition.value, head: first ?? null })
    refusal = fail("protected-branch-missing", `this server has no '${first}' yet, whose rules count`, {
      hint: `push it first: git push slipway ${first}`,
    })
  }
  return refusal
}

async function review(
  ports: ServerPorts,
  incoming: Repository,
  { change, rules, tips }: ReviewedTag,
): Promise<Failure | undefined> {
  const route = routeEvent(rules, change.ref, change.after === null)
  if (route.kind === "refused") {
    return { reason: "branch-not-allowed", message: `${route.why}`, hint: route.hint }
  }
  if (route.kind === "build" && change.after !== null) {
    return reviewBranch(ports, incoming, rules, { branch: route.branch, after: change.after })
  }
  if (route.kind === "tag" && route.names) return reviewReleaseTag(ports, incoming, { change, rules, tips })
  return undefined
}

async function reviewBranch(
  ports: ServerPorts,
  incoming: Repository,
  rules: Definition,
  { branch, after }: { branch: string; after: string },
): Promise<Failure | undefined> {
  const own = await definitionOf(incoming, after)
  if (!own.ok) return own.failure
  if (own.value.project !== ports.settings.project) {
    return {
      reason: "definition-invalid",
      message: `slipway.yaml names the project '${own.value.project}', and this server delivers '${ports.settings.project}'`,
      hint: "push to that project's own server",
    }
  }
  // A protected branch brings its own rules, and must keep what they promise; elsewhere the commit's jobs must fit those of the protected branch.
  if (matchesAny(rules.branches.protected, branch)) return brokenPromise(own.value)
  const effective = effectiveDefinition(rules, own.value)
  return effective.ok ? undefined : effective.failure
}

/** What `always` says must be so as long as these rules are in force. */
function brokenPromise(definition: Definition): Failure | undefined {
  const broken = proveDefinition(definition).weaknesses.filter(({ severity }) => severity !== "warning")
  if (broken.length === 0) return undefined
  return invalidDefinition("slipway.yaml", weaknessDiagnostics(definition, broken)).failure
}
