import { ok } from "../../core/shared/result.ts"
import type { JobArtifacts, ReadReports } from "../../ports/job-artifacts.ts"
import { outputFiles } from "./output-files.ts"
import { stampReports } from "./report-files.ts"

const nothing: ReadReports = { tests: ok(null), coverage: ok(null), findings: ok(null), contracts: ok(null) }

/** Artifacts as files of the checkout. What reads reports is loaded with the first job that declares some. */
export function createCheckoutArtifacts(): JobArtifacts {
  return {
    outputs: outputFiles,
    stampReports,
    readReports: async (place, before) => {
      const isAny = Object.values(place.reports).some((pattern) => pattern !== null)
      return isAny ? (await import("./read-reports.ts")).readReports(place, before) : nothing
    },
  }
}
