import type { DiagnosticCode } from "../diagnostic-codes.ts"
import { didYouMean } from "../nearest.ts"
import { alternatives, quote } from "../quote.ts"
import type { Definition } from "../schema/definition-schema.ts"
import type { CrossRule, DeclaredNames } from "./finding.ts"
import { jobId } from "./owned-jobs.ts"
import { type Reference, type ReferenceKind, referencesOf } from "./references.ts"

interface KindOfName {
  readonly code: DiagnosticCode
  readonly what: string
  readonly declaredIn: readonly (keyof Definition & keyof DeclaredNames)[]
}

const KINDS: Readonly<Record<Exclude<ReferenceKind, "job">, KindOfName>> = {
  environment: { code: "environment-unknown", what: "an environment", declaredIn: ["environments"] },
  gate: { code: "gate-unknown", what: "a gate", declaredIn: ["gates"] },
  test: { code: "test-unknown", what: "a test", declaredIn: ["tests"] },
  target: { code: "target-unknown", what: "a target", declaredIn: ["targets"] },
  service: { code: "service-unknown", what: "a service", declaredIn: ["services"] },
  "service or resource": {
    code: "service-unknown",
    what: "a service or resource",
    declaredIn: ["services", "resources"],
  },
}

/** Every name that is used must be declared. */
export const checkReferences: CrossRule = function* ({ definition, names }) {
  for (const reference of referencesOf(definition)) {
    const { kind, name, path } = reference
    // What `always` names stands as a key; everything else as a value.
    const on = path[0] === "always" ? "key" : "value"
    if (kind === "job") {
      if (names.jobs.has(jobId(reference.owner ?? "", name))) continue
      yield { ...unknownJob(reference, names), path, on, wants: ["services", "packages", "jobs"] }
    } else {
      const { code, what, declaredIn } = KINDS[kind]
      if (declaredIn.some((part) => names[part].has(name))) continue
      const known = () => declaredIn.flatMap((part) => [...names[part]])
      const message = `${quote(name)} is not ${what}`
      yield { code, message, path, on, suggestion: () => suggest(name, known(), declaredIn), wants: declaredIn }
    }
  }
}

function unknownJob({ name, owner = "" }: Reference, { jobs }: DeclaredNames) {
  const [prefix, plain] = name.includes(":") ? [name.split(":", 1)[0], name.split(":")[1]] : ["", name]
  const where = prefix ? quote(prefix) : owner ? quote(owner) : "the repository"
  const suggestion = () => {
    const beside = [...jobs].filter((job) => job.startsWith(`${owner}:`)).map((job) => job.slice(owner.length + 1))
    const elsewhere = [...jobs].filter((job) => !job.startsWith(":"))
    return didYouMean(name, [...beside, ...elsewhere]) ?? exact(plain ?? "", elsewhere)
  }
  return { code: "job-unknown" as const, message: `${quote(plain ?? "")} is not a job of ${where}`, suggestion }
}

/** The same job of another service: `build` where `contract:build` was meant. */
function exact(name: string, jobs: readonly string[]): string | undefined {
  const same = jobs.find((job) => job.endsWith(`:${name}`))
  return same === undefined ? undefined : `did you mean '${same}'?`
}

function suggest(name: string, known: readonly string[], declaredIn: readonly string[]): string {
  const near = didYouMean(name, known)
  if (near !== undefined) return near
  if (known.length === 0) return `there is none under '${alternatives(declaredIn)}'`
  return known.length <= 8 ? `known: ${known.join(", ")}` : `declare it under '${alternatives(declaredIn)}'`
}
