import { Alert, Group, Text } from "@mantine/core"
import { useSyncExternalStore } from "react"
import { clockTime } from "../parts/times.ts"
import styles from "./live.module.css"
import type { LiveEvents } from "./live-events.ts"

/** In the header: whether what is seen is kept up to date. */
export function ConnectionSign({ live }: { readonly live: LiveEvents }) {
  const { state } = useSyncExternalStore(live.subscribe, live.connection)
  const text = state === "live" ? "Live" : state === "lost" ? "Offline" : "Connecting"
  return (
    <Group gap={6} wrap="nowrap">
      <span className={styles.dot} data-state={state} aria-hidden />
      <Text size="sm">{text}</Text>
    </Group>
  )
}

/** Over the page, while what is seen may be old. */
export function LostConnection({ live }: { readonly live: LiveEvents }) {
  const connection = useSyncExternalStore(live.subscribe, live.connection)
  return (
    <div role="status">
      {connection.state === "lost" && (
        <Alert color="orange" variant="light" title="The connection to the server is lost" mb="md">
          What you see is from {clockTime(connection.since)} and may be out of date. It is tried again every second.
        </Alert>
      )}
    </div>
  )
}
