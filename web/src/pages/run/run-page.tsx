import { Group, Stack, Text, Title } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { runQuery } from "../../api/run-queries.ts"
import { timeTaken } from "../../parts/durations.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { Problem } from "../../parts/problem.tsx"
import { StatusMark } from "../../parts/status-mark.tsx"
import { dateAndTime, useNow } from "../../parts/times.ts"
import { criticalPath } from "./critical-path.ts"
import { JobGraph } from "./job-graph.tsx"
import { JobList } from "./job-list.tsx"
import { LogView } from "./log/log-view.tsx"
import styles from "./run.module.css"
import { RunActs } from "./run-acts.tsx"
import { RunResults } from "./run-results.tsx"
import { runWhat } from "./run-what.ts"

/** A run: its jobs as a picture and as a list, what they came to, and the log of one of them. */
export function RunPage() {
  const { run: id } = useParams({ from: "/signed-in/runs/$run" })
  const { job: chosen } = useSearch({ from: "/signed-in/runs/$run" })
  const navigate = useNavigate()
  const now = useNow()
  const { data: run, error } = useQuery(runQuery(Number(id)))
  if (error && !run) return <Problem error={error} />
  if (!run) return <Text role="status">Reading the run …</Text>
  const path = run.endedAt === null ? [] : criticalPath(run.jobs)
  const shown = chosen ?? run.jobs.find(({ status }) => status === "failed" || status === "errored")?.job
  const choose = (job: string) =>
    void navigate({ to: "/runs/$run", params: { run: id }, search: { job }, resetScroll: false })
  return (
    <Stack gap="xl">
      <Stack gap="xs">
        <PageLink to="/runs" size="sm">
          All runs
        </PageLink>
        <Group justify="space-between" align="flex-start">
          <Group gap="sm">
            <Title order={1} size="h2" className={styles.name}>
              Run {run.id}: <ForeignText text={runWhat(run)} />
            </Title>
            <StatusMark status={run.status} />
          </Group>
          <RunActs run={run} />
        </Group>
        <Text c="dimmed" className={styles.name}>
          {[`commit ${run.commit.slice(0, 12)}`, dateAndTime(run.createdAt), timeTaken(run, now)]
            .filter((fact) => fact !== null)
            .join(" · ")}
        </Text>
        {run.message !== null && (
          <Text className={styles.name}>
            <ForeignText text={run.message} />
          </Text>
        )}
      </Stack>
      {run.jobs.length === 0 ? (
        <Text>{run.endedAt === null ? "Its jobs are being planned." : "It has no jobs."}</Text>
      ) : (
        <>
          <RunResults run={run.id} jobs={run.jobs} />
          <Stack component="section" gap="sm" aria-labelledby="jobs">
            <Title order={2} size="h4" id="jobs">
              Jobs
            </Title>
            <JobGraph jobs={run.jobs} path={path} chosen={shown} onChoose={choose} now={now} />
            {path.length > 0 && (
              <Text size="sm" c="dimmed" className={styles.name}>
                Critical path: {path.join(" → ")}
              </Text>
            )}
            <JobList run={run.id} jobs={run.jobs} path={path} chosen={shown} now={now} />
          </Stack>
          {shown === undefined ? (
            <Text c="dimmed">Choose a job to read its log.</Text>
          ) : (
            <Stack gap="sm">
              <Title order={2} size="h4" className={styles.name}>
                Log of {shown}
              </Title>
              <LogView key={`${run.id} ${shown}`} run={run.id} job={shown} />
            </Stack>
          )}
        </>
      )}
    </Stack>
  )
}
