import { Group, Stack, Text, Title } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useSearch } from "@tanstack/react-router"
import { RUNS_A_PAGE, runsQuery } from "../../api/run-queries.ts"
import { timeTaken } from "../../parts/durations.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageButton, PageLink } from "../../parts/page-link.tsx"
import { Problem } from "../../parts/problem.tsx"
import { StatusMark } from "../../parts/status-mark.tsx"
import { dateAndTime, useNow } from "../../parts/times.ts"
import styles from "./run.module.css"
import { runWhat } from "./run-what.ts"

/** All runs, newest first, a page at a time. */
export function RunsPage() {
  const { before } = useSearch({ from: "/signed-in/runs" })
  const now = useNow()
  const { data: runs, error } = useQuery(runsQuery(before))
  if (error && !runs) return <Problem error={error} />
  if (!runs) return <Text role="status">Reading the runs …</Text>
  const last = runs.at(-1)
  return (
    <Stack gap="md">
      <Title order={1} size="h2">
        Runs
      </Title>
      {runs.length === 0 && (
        <Text>{before === undefined ? "Nothing has run yet: push a branch." : "There are no older runs."}</Text>
      )}
      <ul className={styles.runs}>
        {runs.map((run) => (
          <li key={run.id}>
            <Group gap="sm" justify="space-between">
              <PageLink to="/runs/$run" params={{ run: String(run.id) }} search={{}} fw={600} className={styles.name}>
                {run.id} <ForeignText text={runWhat(run)} />
              </PageLink>
              <StatusMark status={run.status} />
            </Group>
            <Text size="sm" c="dimmed" className={styles.name}>
              <ForeignText
                text={[run.commit.slice(0, 12), dateAndTime(run.createdAt), timeTaken(run, now), run.message]
                  .filter((fact) => fact !== null)
                  .join(" · ")}
              />
            </Text>
          </li>
        ))}
      </ul>
      <Group>
        {before !== undefined && (
          <PageButton variant="default" to="/runs" search={{}}>
            Newest
          </PageButton>
        )}
        {last && runs.length === RUNS_A_PAGE && (
          <PageButton variant="default" to="/runs" search={{ before: last.id }}>
            Older
          </PageButton>
        )}
      </Group>
    </Stack>
  )
}
