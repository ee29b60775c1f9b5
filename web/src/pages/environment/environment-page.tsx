import { Group, Stack, Text, Title } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useParams, useSearch } from "@tanstack/react-router"
import { environmentQuery } from "../../api/release-queries.ts"
import { PageLink } from "../../parts/page-link.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import styles from "../../parts/pages.module.css"
import { Problem } from "../../parts/problem.tsx"
import { Mark } from "../../parts/state-mark.tsx"
import { DestroyPreview } from "./destroy-preview.tsx"
import { EnvironmentConfiguration, EnvironmentDrift } from "./environment-configuration.tsx"
import { EnvironmentHistory } from "./environment-history.tsx"
import { EnvironmentRunning } from "./environment-running.tsx"

/** One environment: what runs there since when, what it brings to that, what has drifted, and its history. */
export function EnvironmentPage() {
  const { environment: name } = useParams({ from: "/signed-in/environments/$environment" })
  const { before } = useSearch({ from: "/signed-in/environments/$environment" })
  const { data, error } = useQuery(environmentQuery(name))
  if (error && !data) return <Problem error={error} />
  if (!data) return <Text role="status">Reading the environment …</Text>
  const { column } = data
  return (
    <Stack gap="xl">
      <Group justify="space-between" align="flex-start">
        <Group gap="sm">
          <Title order={1} size="h2" className={styles.wrap}>
            {column.environment}
          </Title>
          {column.removing && <Mark color="gray" text="being removed" />}
          {column.pinned !== null && <Mark color="yellow" text="on hold" />}
        </Group>
        {column.branch !== null && !column.removing && <DestroyPreview column={column} />}
      </Group>
      <PageLink to="/" search={{ at: column.environment }}>
        What could come next, and what can be done
      </PageLink>
      <EnvironmentRunning column={column} />
      <PageSection title="Drift">
        <EnvironmentDrift details={data} />
      </PageSection>
      <EnvironmentConfiguration details={data} />
      <PageSection title="History">
        <EnvironmentHistory environment={column.environment} before={before} />
      </PageSection>
    </Stack>
  )
}
