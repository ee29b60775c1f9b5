import type { JobEnded } from "../../app/run-event.ts"
import type { JobId } from "../../core/plan/plan.ts"

/** How a log is told what folds. What it is given is sanitised: lines without control characters but colours. */
export interface GroupMarks {
  /** Begins a group. Until its end only lines that jobs wrote follow. `at` in milliseconds since 1970. */
  open(job: JobId, at: number): string
  close(at: number): string
  /** A line outside of groups that holds what others wrote, but does not begin with it. */
  line(text: string): string
  /** Lines outside of groups that may be others' as a whole. */
  quote(text: string): string
  /** What a job's end means for the code, where it can be shown beside it. */
  annotations(ended: JobEnded): string
}
