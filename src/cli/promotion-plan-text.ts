import type { ChoicePlan } from "../app/server/plan-choice.ts"
import type { DeploymentPlan, PlannedResource } from "../app/server/plan-deployment.ts"
import type { PromotionPlan } from "../app/server/plan-promotion.ts"
import type { SecretChange, ServiceChange, VariableChange } from "../core/deployment/deployment-change.ts"
import { type Digest, shortDigest } from "../core/shared/digest.ts"
import { commitLines } from "./commit-lines.ts"
import { harmless, painter } from "./paint.ts"
import { promotionWhyText } from "./promotion-why-text.ts"
import { tableLines } from "./table.ts"

/** What a promotion would do, for people. */
export function promotionPlanText(plan: PromotionPlan, colour: boolean): string {
  const { release, environment } = plan.explanation
  return [
    promotionWhyText(plan.explanation, colour),
    ...deploymentLines(plan, environment, colour),
    "",
    `nothing was asked for: slipway promote ${shortDigest(release)} ${environment}`,
    "",
  ].join("\n")
}

/** What a choice would do, for people. */
export function choicePlanText(plan: ChoicePlan, colour: boolean): string {
  const { release, environment, isMixture, gates, pinned } = plan
  return [
    `release ${shortDigest(release)} to ${environment}`,
    ...(isMixture ? ["a mixture: no single commit has built these images, so it goes no further"] : []),
    ...(gates.length > 0 ? [`it has to pass: ${gates.join(", ")}`] : []),
    ...(pinned === null ? [] : [`${environment} is pinned (${harmless(pinned)}): slipway resume ${environment}`]),
    "",
    ...deploymentLines(plan, environment, colour),
    "",
    "nothing was asked for: the same without --plan",
    "",
  ].join("\n")
}

function deploymentLines(plan: DeploymentPlan, environment: string, colour: boolean): readonly string[] {
  const paint = painter(colour)
  const { commits, change, missingSecrets, resources, target, strategy, standsBy, verify, after, fallsBack, undo } =
    plan
  const section = (title: string, lines: readonly string[]) => [paint("bold", title), ...lines.map((one) => `  ${one}`)]
  const then = [
    `${strategy} on ${harmless(target.name)} (${target.kind})${standsBy ? ", serves after slipway switch" : ""}`,
    verify.length > 0 ? `tests: ${verify.join(", ")}` : "no tests run against it",
    ...(after.length > 0 ? [`then ${after.join(", ")}`] : []),
    fallsBack ? "if that fails, it falls back by itself" : "if that fails, a person decides",
  ]
  return [
    ...section("commits", commitLines(commits)),
    ...section("services, in the order of starting", tableLines(change.services.map(serviceCells))),
    ...section("variables", listed(change.variables.map(variableText), "none changes")),
    ...section(
      "secrets",
      listed(
        [
          ...missingSecrets.map((name) => missingText(name, environment)),
          ...change.secrets.map(secretText),
          ...resources.flatMap(({ secrets }) => secrets),
        ],
        "none changes",
      ),
    ),
    ...section("resources", listed(resources.map(resourceText), "none are needed")),
    ...section("migrations", listed(resources.flatMap(migrationText), "none run")),
    ...section("deployment", then),
    ...section("to undo it", [undoText(undo, environment)]),
  ]
}

function serviceCells({ service, change, from, to, isMocked }: ServiceChange): readonly string[] {
  const image = (digest: Digest | null) => (digest === null ? "nothing" : shortDigest(digest))
  const words = {
    added: `${image(to)}, new`,
    removed: `${image(from)}, ends`,
    image: `${image(from)} → ${image(to)}`,
    run: `${image(to)}, started anew`,
    unchanged: `${image(to)}, unchanged`,
  }
  return [service, words[change] + (isMocked ? " (its mock runs)" : "")]
}

function variableText({ name, from, to }: VariableChange): string {
  if (from === null) return `${name}: ${shownValue(to)}, new`
  return to === null ? `${name}: ${shownValue(from)}, no more` : `${name}: ${shownValue(from)} → ${shownValue(to)}`
}

function secretText({ name, change }: SecretChange): string {
  return { added: `${name}: new`, changed: `${name}: another value`, removed: `${name}: no more` }[change]
}

function missingText(name: string, environment: string): string {
  return `${name}: not set, so that nothing would be started: slipway secret set ${harmless(environment)} ${name}`
}

function shownValue(value: string | null): string {
  return harmless(JSON.stringify(value))
}

function resourceText({ resource, kind, isNew }: PlannedResource): string {
  return `${resource} (${kind})${isNew ? ", is made" : ", is there"}`
}

function migrationText({ resource, migrate }: PlannedResource): readonly string[] {
  return migrate === null ? [] : [`${resource}: ${harmless(migrate)}`]
}

function undoText(undo: PromotionPlan["undo"], environment: string): string {
  if (!undo) return "nothing was verified there before: there is nothing to go back to"
  const known = [...undo.names, `commit ${undo.commit.slice(0, 12)}`].map(harmless).join(", ")
  return `slipway rollback ${environment} goes back to ${shortDigest(undo.release)} (${known})`
}

function listed(lines: readonly string[], otherwise: string): readonly string[] {
  return lines.length > 0 ? lines : [otherwise]
}
