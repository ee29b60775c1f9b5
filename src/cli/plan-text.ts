import type { PlannedWayIn, RefPlan } from "../app/plan-ref.ts"
import { gateLines } from "./gate-lines.ts"
import { harmless, painter } from "./paint.ts"
import { tableLines } from "./table.ts"

/** What a push of a ref would do, for people. */
export function planText(plan: RefPlan, colour: boolean): string {
  const paint = painter(colour)
  const head = `${paint("bold", harmless(plan.ref))} at ${plan.commit.slice(0, 12)}, by the rules of ${harmless(plan.rulesFrom)}`
  const jobs = plan.plan.jobs.map(({ id, needs }) => [`  ${id}`, needs.length > 0 ? `after ${needs.join(", ")}` : ""])
  const leftOut = plan.leftOut.map(({ job, why }) => [`  ${job}`, harmless(why)])
  return [
    head,
    routeText(plan),
    ...(jobs.length > 0 ? ["", paint("bold", "jobs"), ...tableLines(jobs)] : []),
    ...(leftOut.length > 0 ? ["", paint("bold", "left out"), ...tableLines(leftOut)] : []),
    ...publicationLines(plan),
    ...plan.entries.flatMap((entry) => wayText(entry, `to ${paint("bold", entry.environment)}`, colour)),
    ...plan.later.flatMap((entry) => wayText(entry, `later to ${paint("bold", entry.environment)}`, colour)),
    "",
  ].join("\n")
}

function publicationLines({ publication }: RefPlan): string[] {
  if (publication === null) return []
  if (publication.kind === "kept") return ["", `images stay here: ${harmless(publication.why)}`]
  return ["", "images are published", ...publication.references.map((reference) => `  ${harmless(reference)}`)]
}

function wayText({ trigger, gates, verify }: PlannedWayIn, title: string, colour: boolean): string[] {
  const tests = verify.length > 0 ? `; then runs ${verify.join(", ")} there` : ""
  return ["", `${title}: on ${trigger}${tests}`, ...gateLines(gates, colour)]
}

function routeText({ route, entries }: RefPlan): string {
  switch (route.kind) {
    case "nothing":
      return `a push does nothing: ${harmless(route.why)}`
    case "refused":
      return `a push is refused: ${harmless(route.why)}; ${harmless(route.hint)}`
    case "teardown":
      return "its environments are taken down"
    case "tag":
      return tagText(route.names, entries)
    case "build":
      return entries.length === 0
        ? "a push builds and tests it, and deploys it nowhere"
        : `a push builds and tests it, then deploys it to ${namesOf(entries)}`
  }
}

function tagText(names: "candidate" | "release" | null, entries: readonly PlannedWayIn[]): string {
  const does = {
    candidate: "a push makes the commit's release a release candidate of this version",
    release: "a push gives the commit's release this version",
  }
  const said = names === null ? "a push of this tag is what an environment waits for" : does[names]
  return entries.length === 0 ? said : `${said}, then deploys it to ${namesOf(entries)}`
}

function namesOf(entries: readonly PlannedWayIn[]): string {
  return entries.map(({ environment }) => environment).join(", ")
}
