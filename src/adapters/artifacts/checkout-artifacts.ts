import type { JobArtifacts } from "../../ports/job-artifacts.ts"
import { outputFiles } from "./output-files.ts"
import { readReports } from "./read-reports.ts"
import { stampReports } from "./report-files.ts"

/** Artifacts as files of the checkout. */
export function createCheckoutArtifacts(): JobArtifacts {
  return { outputs: outputFiles, stampReports, readReports }
}
