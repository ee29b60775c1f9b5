import type { JobArtifacts } from "../../ports/job-artifacts.ts"
import { matchingFiles } from "./matching-files.ts"
import { readReports } from "./read-reports.ts"
import { stampReports } from "./report-files.ts"

/** Artifacts as files of the checkout. */
export function createCheckoutArtifacts(): JobArtifacts {
  return { unmatched, stampReports, readReports }
}

async function unmatched(folder: string, globs: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(globs.map((glob) => hasMatch(folder, glob)))
  return globs.filter((_, index) => !found[index])
}

async function hasMatch(folder: string, glob: string): Promise<boolean> {
  const { done } = await matchingFiles(folder, glob).next()
  return !done
}
