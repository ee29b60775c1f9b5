import type { ScannerDefinition } from "../definition/schema/scanner-schema.ts"
import { type Digest, digestOfJson } from "../shared/digest.ts"
import { imageJobId, noReports, type PlannedScan, scanJobId } from "./plan.ts"
import { plannedContainer } from "./plan-container.ts"

/** The scan of a service's image. */
export function plannedScan(service: string, scanner: ScannerDefinition): PlannedScan {
  const { run: command, report, format, env, timeout, retries } = scanner
  return {
    kind: "scan",
    id: scanJobId(service),
    owner: service,
    needs: [imageJobId(service)],
    directory: ".",
    definition: scannerDigest(scanner),
    ...{ command, report, format, env, timeout, retries },
    container: scanner.container ? plannedContainer(scanner.container) : null,
    sidecars: [],
    inImage: false,
    tools: [],
    secrets: [],
    inputs: null,
    outputs: [],
    reports: noReports,
    coverageMinimum: null,
    retry: "errored",
    always: false,
  }
}

/** What decides a scan besides the image and the day; how long it may take does not. */
export function scannerDigest({ timeout: _, retries: __, ...scanner }: ScannerDefinition): Digest {
  return digestOfJson({ scanner })
}
