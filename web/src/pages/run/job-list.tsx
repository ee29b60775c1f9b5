import { Group, Text } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { timeTaken } from "../../parts/durations.ts"
import { PageLink } from "../../parts/page-link.tsx"
import { StatusMark } from "../../parts/status-mark.tsx"
import { coverageText } from "./coverage-text.ts"
import styles from "./run.module.css"

interface JobListProps {
  readonly run: number
  readonly jobs: readonly Schemas["RunJob"][]
  readonly path: readonly string[]
  readonly chosen: string | undefined
  readonly now: number
}

/** Every job with what it came to. */
export function JobList({ run, jobs, path, chosen, now }: JobListProps) {
  return (
    <ul className={styles.jobs} aria-label="Jobs">
      {jobs.map((job) => (
        <li key={job.job} data-chosen={job.job === chosen || undefined}>
          <Group gap="sm" wrap="nowrap" justify="space-between">
            <PageLink
              to="/runs/$run"
              params={{ run: String(run) }}
              search={{ job: job.job }}
              resetScroll={false}
              aria-current={job.job === chosen || undefined}
              fw={600}
              className={styles.name}
            >
              {job.job}
            </PageLink>
            <StatusMark status={job.status} />
          </Group>
          <Text size="sm" c="dimmed" className={styles.name}>
            {factsOf(job, { now, isCritical: path.includes(job.job) }).join(" · ")}
          </Text>
        </li>
      ))}
    </ul>
  )
}

function factsOf(
  job: Schemas["RunJob"],
  { now, isCritical }: { readonly now: number; readonly isCritical: boolean },
): readonly string[] {
  const { detail, message, attempt } = job
  const facts = [
    detail?.restored ? restoredText(detail.restored) : timeTaken(job, now),
    attempt > 1 ? `attempt ${attempt}` : null,
    isCritical ? "critical path" : null,
    detail?.tests ? `${detail.tests.passed} tests passed, ${detail.tests.failed} failed` : null,
    detail?.coverage ? coverageText(detail.coverage) : null,
    message,
  ]
  return facts.filter((fact) => fact !== null)
}

export function restoredText({ run }: { readonly run: string | null }): string {
  return run === null ? "not needed" : `cached, from run ${run}`
}
