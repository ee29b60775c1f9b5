import type { ImageScan } from "../../core/evidence/image-scan.ts"
import type { AttemptStatus } from "../../core/run/apply.ts"
import { type JobReports, noResults } from "../../core/run/job-reports.ts"
import type { BuiltImage } from "../../ports/image-builder.ts"

/** How one attempt of a job ended, and why. */
export interface Attempt extends JobReports {
  readonly status: AttemptStatus
  /** Null unless the command came to its own end. */
  readonly exitCode: number | null
  /** One line; null when it succeeded. */
  readonly message: string | null
  readonly image: BuiltImage | null
  /** What a scan found; null for any other job. */
  readonly scan: ImageScan | null
  /** Files and links that match the job's outputs, as paths below its directory; only where it succeeded. */
  readonly outputs: readonly string[]
}

/** An attempt that ended with this status; whatever is not given is null. */
export function attempt(status: AttemptStatus, more: Partial<Omit<Attempt, "status">> = {}): Attempt {
  return { status, exitCode: null, message: null, ...noResults, image: null, scan: null, outputs: [], ...more }
}
