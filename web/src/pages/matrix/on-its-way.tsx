import { Group, Stack, Text } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { shortDigest } from "../../parts/short-digest.ts"
import { Mark } from "../../parts/state-mark.tsx"
import styles from "./matrix.module.css"

const STATES = {
  waiting: ["yellow", "waiting"],
  deploying: ["blue", "deploying"],
  failed: ["red", "failed"],
  superseded: ["gray", "superseded"],
  canceled: ["gray", "canceled"],
} as const

/** What wants to enter an environment and what it waits for, and what did not get in. */
export function OnItsWay({ column }: { readonly column: Pick<Schemas["MatrixColumn"], "promotions" | "ended"> }) {
  const failed = column.ended.filter(({ state }) => state === "failed")
  return [...column.promotions, ...failed].map(({ promotion, release, state, note }) => {
    const [color, text] = STATES[state]
    return (
      <Stack key={promotion} gap={2} align="flex-start">
        <Group gap={6}>
          <Mark color={color} text={text} />
          <Text size="sm" ff="monospace" title={release}>
            {shortDigest(release)}
          </Text>
        </Group>
        {note !== null && (
          <Text size="sm" className={styles.wrap}>
            <ForeignText text={note} />
          </Text>
        )}
      </Stack>
    )
  })
}
