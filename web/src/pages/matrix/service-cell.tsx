import { Anchor, Group, Stack, Text, VisuallyHidden } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { shortDigest } from "../../parts/short-digest.ts"
import { HealthMark, Mark } from "../../parts/state-mark.tsx"
import { CellLink } from "./cell-link.tsx"
import styles from "./matrix.module.css"

interface ServiceCellProps {
  readonly cell: Schemas["MatrixCell"] | undefined
  readonly environment: string
  readonly service: string
}

/** One service in one environment: its image, whether it runs, and where it answers. */
export function ServiceCell({ cell, environment, service }: ServiceCellProps) {
  const place = <VisuallyHidden>{` ${service} in ${environment}`}</VisuallyHidden>
  if (!cell) {
    return (
      <Text component="div" c="dimmed">
        <CellLink environment={environment} service={service} isWide>
          not deployed{place}
        </CellLink>
      </Text>
    )
  }
  const [url] = cell.urls
  return (
    <Stack gap={4} align="flex-start">
      <Group gap={6}>
        <HealthMark state={cell.state} />
        {cell.mocked && <Mark color="violet" text="mock" />}
      </Group>
      <Text size="sm" component="div" ff="monospace" title={cell.image}>
        <CellLink environment={environment} service={service} isWide>
          {shortDigest(cell.image)}
          {place}
        </CellLink>
      </Text>
      {url !== undefined && (
        <Anchor href={url} size="sm" target="_blank" className={styles.above ?? ""} rel="noreferrer">
          Open {cell.service}
        </Anchor>
      )}
    </Stack>
  )
}
