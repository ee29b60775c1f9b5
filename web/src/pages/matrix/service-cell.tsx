import { Anchor, Group, Stack, Text } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { shortDigest } from "../../parts/short-digest.ts"
import { HealthMark, Mark } from "../../parts/state-mark.tsx"

/** One service in one environment: its image, whether it runs, and where it answers. */
export function ServiceCell({ cell }: { readonly cell: Schemas["MatrixCell"] | undefined }) {
  if (!cell) return <Text c="dimmed">not deployed</Text>
  const [url] = cell.urls
  return (
    <Stack gap={4} align="flex-start">
      <Group gap={6}>
        <HealthMark state={cell.state} />
        {cell.mocked && <Mark color="violet" text="mock" />}
      </Group>
      <Text size="sm" ff="monospace" title={cell.image}>
        {shortDigest(cell.image)}
      </Text>
      {url !== undefined && (
        <Anchor href={url} size="sm" target="_blank" rel="noreferrer">
          Open {cell.service}
        </Anchor>
      )}
    </Stack>
  )
}
