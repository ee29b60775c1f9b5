import type { JobEnded } from "../../app/run-event.ts"
import { formatDuration } from "../../core/shared/duration.ts"

const FEWEST_JOBS = 4
/** Milliseconds; where no job takes longer, there is nothing to gain. */
const WORTH_NAMING = 1000
const NAMED = 3

/** `slowest: gateway:unit 12.3 s, lint 4.0 s`; nothing where there are few jobs or all are quick. */
export function slowestJobs(ended: readonly JobEnded[]): string[] {
  const ran = ended.filter(({ startedAt }) => startedAt !== null)
  const slow = ran
    .filter(({ durations }) => durations.ran >= WORTH_NAMING)
    .sort((a, b) => b.durations.ran - a.durations.ran)
    .slice(0, NAMED)
  if (ran.length < FEWEST_JOBS || slow.length === 0) return []
  return [`slowest: ${slow.map(({ job, durations }) => `${job} ${formatDuration(durations.ran)}`).join(", ")}`]
}
