import { Group, Stack, Text } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { Mark, VerificationMark } from "../../parts/state-mark.tsx"
import { dateAndTime, span, useNow } from "../../parts/times.ts"
import { CellLink } from "./cell-link.tsx"
import styles from "./matrix.module.css"
import { OnItsWay } from "./on-its-way.tsx"

/** What holds for a whole environment: version, age, verification, and what is on its way. */
export function EnvironmentSummary({ column }: { readonly column: Schemas["MatrixColumn"] }) {
  const now = useNow()
  const { deployed, pinned } = column
  return (
    <Stack gap={6} align="flex-start">
      <Text component="div" fw={700} className={styles.wrap}>
        <CellLink environment={column.environment}>
          <ForeignText text={column.branch ?? column.environment} />
        </CellLink>
      </Text>
      {column.branch !== null && <PreviewFacts column={column} now={now} />}
      {deployed ? (
        <>
          <Text size="sm" className={styles.wrap}>
            <span className={styles.version}>{deployed.version}</span>
            <time dateTime={new Date(deployed.since).toISOString()} title={dateAndTime(deployed.since)}>
              {" "}
              for {span(now - deployed.since)}
            </time>
          </Text>
          <VerificationMark verification={deployed.verification} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Nothing deployed yet
        </Text>
      )}
      {column.removing && <Mark color="gray" text="being removed" />}
      {pinned !== null && (
        <Group gap={6}>
          <Mark color="yellow" text="on hold" />
          <Text size="sm" className={styles.wrap}>
            <ForeignText text={pinned} />
          </Text>
        </Group>
      )}
      <OnItsWay column={column} />
    </Stack>
  )
}

function PreviewFacts({ column, now }: { readonly column: Schemas["MatrixColumn"]; readonly now: number }) {
  const { environment, deployed, expiresAt, kept } = column
  const ends =
    kept !== null ? `kept: ${kept}` : expiresAt === null ? "ends with its branch" : `ends in ${span(expiresAt - now)}`
  return (
    <Text size="sm" c="dimmed" className={styles.wrap}>
      <ForeignText
        text={[environment, deployed?.person && `by ${deployed.person}`, ends].filter(Boolean).join(" · ")}
      />
    </Text>
  )
}
