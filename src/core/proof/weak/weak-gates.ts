import { ownedJobs } from "../../definition/cross/owned-jobs.ts"
import { quote } from "../../definition/quote.ts"
import type { GateDefinition } from "../../definition/schema/gate-schema.ts"
import type { WeaknessRule } from "../weakness.ts"

/** Gates that let everything through, or nothing. */
export const weakGates: WeaknessRule = function* (definition) {
  const jobs = [...ownedJobs(definition)]
  const measures = new Set(jobs.filter(({ job }) => job.reports?.coverage !== undefined).map(({ owner }) => owner))
  const unmeasured = Object.keys(definition.services).filter((service) => !measures.has(service))
  const isAnalysed = jobs.some(({ job }) => job.reports?.sarif !== undefined)
  for (const [name, gate] of Object.entries(definition.gates)) {
    const path = ["gates", name]
    const idle = passesAll(gate)
    if (idle) {
      const message = `nothing is ever stopped by it: ${idle.because}`
      const suggestion = "say what it has to stop, or leave it out"
      yield { code: "gate-idle", severity: "warning", message, path: [...path, idle.key], on: "key", suggestion }
    }
    if (gate.coverage && measures.size > 0 && unmeasured.length > 0) {
      const message = `this gate can never open: no job of ${unmeasured.map(quote).join(", ")} reports coverage`
      const suggestion = "add 'reports: { coverage: <lcov file> }' to a job of each service"
      yield {
        code: "coverage-incomplete",
        severity: "warning",
        message,
        path: [...path, "coverage"],
        on: "key",
        suggestion,
      }
    }
    if (gate.analysis && !isAnalysed) {
      const message = "this gate can never open: no job reports an analysis"
      const suggestion = "add 'reports: { sarif: <file> }' to the job that analyses"
      yield {
        code: "analysis-unreported",
        severity: "warning",
        message,
        path: [...path, "analysis"],
        on: "key",
        suggestion,
      }
    }
  }
}

function passesAll({ scan, coverage }: GateDefinition): { readonly key: string; readonly because: string } | undefined {
  if (scan?.worst === "critical") return { key: "scan", because: "there is nothing worse than critical" }
  if (coverage?.lines === 0) return { key: "coverage", because: "no coverage is below 0 %" }
  return undefined
}
