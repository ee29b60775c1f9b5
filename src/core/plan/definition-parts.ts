import { canonicalJson } from "../shared/digest.ts"
import type { PlannedJob } from "./plan.ts"

/** What of a job's definition decides its result, by name (`run`, `env.MODE`), as text to be compared and shown. */
export function definitionParts(job: PlannedJob): ReadonlyMap<string, string> {
  const place: [string, string] = ["directory", job.directory]
  if (job.kind === "image") return new Map([place])
  const { container, coverageMinimum, reports, sidecars } = job
  return new Map([
    place,
    ["run", job.command],
    ...Object.entries(job.env).map(([name, value]): [string, string] => [`env.${name}`, value]),
    ...parts({
      tools: [...job.tools].sort(),
      secrets: [...job.secrets].sort(),
      inputs: job.inputs,
      outputs: job.outputs,
      reports: Object.values(reports).some((file) => file !== null) ? reports : null,
      "coverage.lines": coverageMinimum,
      container,
      services: sidecars.length > 0 ? sidecars : null,
      in: job.inImage ? "image" : null,
      always: job.always || null,
    }),
  ])
}

/** What is empty or null is not there. */
function parts(values: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return []
    const isList = Array.isArray(value) && value.every((item) => typeof item === "string")
    return [[name, isList ? value.join(", ") : canonicalJson(value)]]
  })
}
