import type { Schemas } from "../api/client.ts"
import { Mark } from "./state-mark.tsx"

export type Status = Schemas["Run"]["status"]

interface Look {
  readonly color: string
  readonly icon: string
}

/** A colour and a sign for each status: the same wherever one is shown. */
export const STATUS: Readonly<Record<Status, Look>> = {
  waiting: { color: "gray", icon: "○" },
  running: { color: "blue", icon: "▶" },
  succeeded: { color: "green", icon: "✓" },
  failed: { color: "red", icon: "✗" },
  errored: { color: "orange", icon: "!" },
  canceled: { color: "gray", icon: "■" },
  skipped: { color: "gray", icon: "–" },
}

export function StatusMark({ status }: { readonly status: Status }) {
  const { color, icon } = STATUS[status]
  return <Mark color={color} text={`${icon} ${status}`} />
}
