import { Group, Text } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { HISTORY_A_PAGE, historyQuery } from "../../api/release-queries.ts"
import { timeTaken } from "../../parts/durations.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageButton, PageLink } from "../../parts/page-link.tsx"
import styles from "../../parts/pages.module.css"
import { Problem } from "../../parts/problem.tsx"
import { VerificationMark } from "../../parts/state-mark.tsx"
import { StatusMark } from "../../parts/status-mark.tsx"
import { dateAndTime, useNow } from "../../parts/times.ts"

interface EnvironmentHistoryProps {
  readonly environment: string
  readonly before: number | undefined
}

/** What was deployed there, newest first, a page at a time. */
export function EnvironmentHistory({ environment, before }: EnvironmentHistoryProps) {
  const now = useNow()
  const { data: deployments, error } = useQuery(historyQuery(environment, before))
  if (error && !deployments) return <Problem error={error} />
  if (!deployments) return <Text role="status">Reading the history …</Text>
  if (deployments.length === 0) return <Text c="dimmed">Nothing was deployed here{before ? " before" : " yet"}.</Text>
  const last = deployments.at(-1)
  return (
    <>
      <ol className={styles.list}>
        {deployments.map((one) => (
          <li key={one.id}>
            <Group gap="sm">
              <PageLink to="/releases/$release" params={{ release: one.release }} fw={600}>
                <ForeignText text={one.version} />
              </PageLink>
              {one.kind === "rollback" && <Text size="sm">rollback</Text>}
              <StatusMark status={one.status} />
              <VerificationMark verification={one.verification} />
            </Group>
            <Text size="sm" c="dimmed">
              {[
                dateAndTime(one.createdAt),
                timeTaken({ startedAt: one.createdAt, endedAt: one.endedAt }, now),
                one.person === null ? null : `by ${one.person}`,
              ]
                .filter((fact) => fact !== null)
                .join(" · ")}
            </Text>
            {one.message !== null && (
              <Text size="sm">
                <ForeignText text={one.message} />
              </Text>
            )}
          </li>
        ))}
      </ol>
      <Group>
        {before !== undefined && (
          <PageButton variant="default" to="/environments/$environment" params={{ environment }} search={{}}>
            Newest
          </PageButton>
        )}
        {last && deployments.length === HISTORY_A_PAGE && (
          <PageButton
            variant="default"
            to="/environments/$environment"
            params={{ environment }}
            search={{ before: last.id }}
          >
            Older
          </PageButton>
        )}
      </Group>
    </>
  )
}
