import { Button, Group, Stack, Text } from "@mantine/core"
import { useState } from "react"
import type { Schemas } from "../../api/client.ts"
import { timeTaken } from "../../parts/durations.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { StatusMark } from "../../parts/status-mark.tsx"
import { coverageText } from "./coverage-text.ts"
import { jobsAtFirst } from "./jobs-at-first.ts"
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
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? jobs : jobsAtFirst(jobs)
  const critical = new Set(path)
  return (
    <Stack gap="sm" align="flex-start">
      <ul className={styles.jobs} aria-label="Jobs">
        {shown.map((job) => (
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
              <ForeignText text={factsOf(job, { now, isCritical: critical.has(job.job) }).join(" · ")} />
            </Text>
          </li>
        ))}
      </ul>
      {shown.length < jobs.length && (
        <Button variant="default" size="xs" onClick={() => setWhole(true)}>
          Show all {jobs.length} jobs
        </Button>
      )}
    </Stack>
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
    detail?.tests ? `tests: ${detail.tests.passed} passed, ${detail.tests.failed} failed` : null,
    detail?.coverage ? coverageText(detail.coverage) : null,
    message,
  ]
  return facts.filter((fact) => fact !== null)
}

export function restoredText({ run }: { readonly run: string | null }): string {
  return run === null ? "not needed" : `cached, from run ${run}`
}
