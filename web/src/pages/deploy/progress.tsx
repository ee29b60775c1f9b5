import { Group, Stack, Text, Title } from "@mantine/core"
import { useProgressLines } from "../../api/acts-progress.ts"
import type { Schemas } from "../../api/client.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { Mark, VerificationMark } from "../../parts/state-mark.tsx"
import styles from "./deploy.module.css"

interface ProgressProps {
  readonly promotion: number
  readonly column: Schemas["MatrixColumn"]
}

/** Lines that are in view: there is nothing to scroll. */
const SHOWN = 20

/** How a promotion goes: until it is deployed, and the tests that follow. */
export function Progress({ promotion, column }: ProgressProps) {
  const lines = useProgressLines(promotion)
  const open = column.promotions.find((one) => one.promotion === promotion)
  const ended = column.ended.find((one) => one.promotion === promotion)
  const { note = null } = open ?? ended ?? {}
  return (
    <Stack component="section" gap="sm" aria-labelledby="progress">
      <Title order={2} size="h3" id="progress">
        Progress
      </Title>
      <Group gap="xs" role="status">
        {open && <Mark color={open.state === "waiting" ? "yellow" : "blue"} text={open.state} />}
        {ended && <Mark color="red" text={ended.state} />}
        {!open && !ended && (
          <>
            <Mark color="green" text="deployed" />
            <VerificationMark verification={column.deployed?.verification ?? null} />
          </>
        )}
        {note !== null && (
          <Text size="sm">
            <ForeignText text={note} />
          </Text>
        )}
      </Group>
      {lines.length > 0 && (
        <div className={styles.lines} role="log" aria-label="What the server says">
          {lines.slice(-SHOWN).map(({ at, text }) => (
            <div key={at}>
              <ForeignText text={text} />
            </div>
          ))}
        </div>
      )}
    </Stack>
  )
}
