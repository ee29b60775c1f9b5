import { Badge } from "@mantine/core"
import type { Schemas } from "../api/client.ts"

type Column = Schemas["MatrixColumn"]
type Verification = NonNullable<Column["deployed"]>["verification"]

const VERIFICATION = {
  waiting: ["gray", "verification waits"],
  running: ["blue", "verifying"],
  succeeded: ["green", "verified"],
  failed: ["red", "verification failed"],
  errored: ["orange", "verification errored"],
  canceled: ["gray", "verification canceled"],
  skipped: ["gray", "nothing to verify"],
} as const

export function VerificationMark({ verification }: { readonly verification: Verification }) {
  if (verification === null) return null
  const [color, text] = VERIFICATION[verification]
  return <Mark color={color} text={text} />
}

const HEALTH = { running: ["green", "running"], down: ["red", "down"] } as const

export function HealthMark({ state }: Pick<Column["cells"][number], "state">) {
  const [color, text] = HEALTH[state]
  return <Mark color={color} text={text} />
}

/** A state in words, with a colour that means the same everywhere. */
export function Mark({ color, text }: { readonly color: string; readonly text: string }) {
  return (
    <Badge color={color} variant="light" c="var(--mantine-color-text)" size="sm" radius="sm" tt="none" fw={600}>
      {text}
    </Badge>
  )
}
