import { Group, Stack, Text, Title } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import type { Schemas } from "../../api/client.ts"
import { evidenceQuery } from "../../api/release-queries.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import styles from "../../parts/pages.module.css"
import { Problem } from "../../parts/problem.tsx"
import { shortDigest } from "../../parts/short-digest.ts"
import { Mark } from "../../parts/state-mark.tsx"
import { StatusMark } from "../../parts/status-mark.tsx"
import { dateAndTime } from "../../parts/times.ts"

type Statement = Schemas["ImageStatement"]

const ABOUT = [
  ["image", "About the image"],
  ["sources", "About the sources that it was built from"],
  ["release", "About releases with it"],
] as const

/** Every statement about an image: who signed it, and whether and where it counts. */
export function EvidencePage() {
  const { digest } = useParams({ from: "/signed-in/images/$digest" })
  const { data, error } = useQuery(evidenceQuery(digest))
  if (error && !data) return <Problem error={error} />
  if (!data) return <Text role="status">Reading what is said of the image …</Text>
  return (
    <Stack gap="xl">
      <Stack gap="xs">
        <Title order={1} size="h2">
          Image of {data.services.join(", ") || "no release"}
        </Title>
        <Text ff="monospace" size="sm" className={styles.wrap}>
          {data.image}
        </Text>
        {data.releases.length > 0 && (
          <Group gap="sm">
            <Text size="sm">In</Text>
            {data.releases.map((release) => (
              <PageLink key={release} to="/releases/$release" params={{ release }} size="sm">
                release {shortDigest(release)}
              </PageLink>
            ))}
          </Group>
        )}
      </Stack>
      {ABOUT.map(([about, title]) => {
        const statements = data.statements.filter((statement) => statement.about === about)
        return (
          <PageSection key={about} title={title}>
            {statements.length === 0 ? (
              <Text c="dimmed">Nobody has said anything.</Text>
            ) : (
              <ul className={styles.list}>
                {statements.map((statement) => (
                  <li key={`${statement.statement} ${statement.says}`}>
                    <StatementFacts statement={statement} />
                  </li>
                ))}
              </ul>
            )}
          </PageSection>
        )
      })}
    </Stack>
  )
}

function StatementFacts({ statement }: { readonly statement: Statement }) {
  const { says, status, signer, recordedAt, unreadable } = statement
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <Text fw={600}>
          <ForeignText text={says} />
        </Text>
        {unreadable === null ? <StatusMark status={status} /> : <Mark color="orange" text="! unreadable" />}
      </Group>
      <Text size="sm">
        {signer === null ? "Signed by nobody who is known here" : <ForeignText text={`Signed by ${signer}`} />},{" "}
        {dateAndTime(recordedAt)}
      </Text>
      <Text size="sm">{countsText(statement)}</Text>
      <Text size="xs" c="dimmed" ff="monospace">
        {statement.predicateType} {shortDigest(statement.statement)}
      </Text>
    </Stack>
  )
}

/** Whether it counts, and where. */
function countsText({ unreadable, gates, isTrusted, about }: Statement): string {
  if (unreadable !== null) return `Nobody can rely on it: ${unreadable}`
  if (gates.length > 0) {
    const places = gates.map(({ environment, gate, state }) => `${gate} of ${environment} (${state})`)
    return `Counts for ${[...new Set(places)].join(", ")}`
  }
  if (!isTrusted && about !== "release") return "Does not count: the definition does not name its signer"
  return "No gate rests on it now"
}
