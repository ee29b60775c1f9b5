import { Progress, SimpleGrid, Stack, Text } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import { coverageText } from "./coverage-text.ts"
import styles from "./run.module.css"

type Job = Schemas["RunJob"]

/** What people look for first: the tests that failed, by name, and how much of each service is covered. */
export function RunResults({ run, jobs }: { readonly run: number; readonly jobs: readonly Job[] }) {
  const failing = jobs.filter(({ detail }) => detail?.tests?.failing.length)
  const covered = jobs.flatMap(({ job, detail }) =>
    detail?.coverage ? [{ job, coverage: detail.coverage, minimum: detail.coverageMinimum }] : [],
  )
  const cached = jobs.filter(({ detail }) => detail?.restored?.run).length
  return (
    <>
      {failing.length > 0 && (
        <PageSection title="Failing tests">
          <ul className={styles.failing}>
            {failing.flatMap(({ job, detail }) =>
              (detail?.tests?.failing ?? []).map(({ name, file, line, message }, index) => (
                <li key={`${job} ${name} ${index.toString()}`}>
                  <Text fw={600} className={styles.name}>
                    <ForeignText text={name} />
                  </Text>
                  {message !== null && (
                    <Text className={styles.name}>
                      <ForeignText text={message} />
                    </Text>
                  )}
                  <Text size="sm" c="dimmed" className={styles.name}>
                    <PageLink to="/runs/$run" params={{ run: String(run) }} search={{ job }} resetScroll={false}>
                      {job}
                    </PageLink>
                    {file !== null && <ForeignText text={` · ${file}${line === null ? "" : `:${line}`}`} />}
                  </Text>
                </li>
              )),
            )}
          </ul>
        </PageSection>
      )}
      {(covered.length > 0 || cached > 0) && (
        <PageSection title={covered.length > 0 ? "Coverage" : "Cache"}>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
            {covered.map(({ job, coverage, minimum }) => (
              <Stack key={job} gap={4}>
                <Text size="sm" fw={600} className={styles.name}>
                  {job}
                </Text>
                <Progress
                  value={coverage.total === 0 ? 0 : (100 * coverage.covered) / coverage.total}
                  color={isBelow(coverage, minimum) ? "red" : "green"}
                  aria-label={`Coverage of ${job}`}
                />
                <Text size="sm">
                  {coverageText(coverage)}
                  {minimum !== null && `, ${minimum} % required`}
                </Text>
              </Stack>
            ))}
            {cached > 0 && (
              <Stack gap={4}>
                <Text size="sm" fw={600}>
                  Cache
                </Text>
                <Text size="sm">
                  {cached} of {jobs.length} jobs taken over
                </Text>
              </Stack>
            )}
          </SimpleGrid>
        </PageSection>
      )}
    </>
  )
}

function isBelow({ covered, total }: { readonly covered: number; readonly total: number }, minimum: number | null) {
  return minimum !== null && total > 0 && covered * 100 < minimum * total
}
