import type { Status } from "../../parts/status-mark.tsx"

/** So many jobs are shown without being asked for. */
export const AT_FIRST = 60

/** What people look for in a long list, first to last. */
const ORDER: readonly Status[] = ["failed", "errored", "running", "canceled", "waiting", "succeeded", "skipped"]

/** All jobs where they are few; else those first that want to be looked at. */
export function jobsAtFirst<J extends { readonly status: Status }>(jobs: readonly J[]): readonly J[] {
  if (jobs.length <= AT_FIRST) return jobs
  return jobs.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status)).slice(0, AT_FIRST)
}
