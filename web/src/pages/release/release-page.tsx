import { Stack, Text, Title } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { traceQuery } from "../../api/release-queries.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import styles from "../../parts/pages.module.css"
import { Problem } from "../../parts/problem.tsx"
import { shortDigest } from "../../parts/short-digest.ts"
import { TracePicture } from "./trace-picture.tsx"
import { TraceText } from "./trace-text.tsx"

/** Where a release comes from and where it went, as a picture from left to right, and in words below. */
export function ReleasePage() {
  const { release: name } = useParams({ from: "/signed-in/releases/$release" })
  const { data: trace, error } = useQuery(traceQuery(name))
  if (error && !trace) return <Problem error={error} />
  if (!trace) return <Text role="status">Reading the way of the release …</Text>
  const names = trace.names.map((one) => one.name).join(", ")
  return (
    <Stack gap="xl">
      <Stack gap="xs">
        <Title order={1} size="h2" className={styles.wrap}>
          Release <ForeignText text={names || shortDigest(trace.release)} />
        </Title>
        <Text ff="monospace" size="sm" className={styles.wrap}>
          {trace.release}
        </Text>
      </Stack>
      <TracePicture trace={trace} />
      <TraceText trace={trace} />
    </Stack>
  )
}
