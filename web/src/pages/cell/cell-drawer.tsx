import { Drawer, Stack, Text, Title } from "@mantine/core"
import { useState } from "react"
import type { Schemas } from "../../api/client.ts"
import { DialogListener } from "../../parts/dialog.tsx"
import { ForeignText } from "../../parts/foreign-text.tsx"
import styles from "./cell.module.css"
import { EnvironmentSection } from "./environment-section.tsx"
import { NextSection } from "./next-section.tsx"

/** What a drawer is about: an environment, perhaps one service in it, and the release that is looked at. */
export interface CellPlace {
  readonly environment: string
  readonly service?: string | undefined
  readonly release?: string | undefined
}

interface CellDrawerProps {
  readonly place: CellPlace | undefined
  readonly columns: readonly Schemas["MatrixColumn"][]
  readonly onClose: () => void
  readonly onRelease: (release: string) => void
}

/** Beside the matrix: what runs in an environment, what could be next, and what can be done about it. */
export function CellDrawer({ place, columns, onClose, onRelease }: CellDrawerProps) {
  const column = columns.find(({ environment }) => environment === place?.environment)
  const [isAsked, setAsked] = useState(false)
  return (
    <Drawer.Root opened={place !== undefined} onClose={onClose} closeOnEscape={!isAsked} position="right" size="xl">
      <Drawer.Overlay />
      <Drawer.Content aria-label={place?.environment ?? "Environment"}>
        <div className={styles.head}>
          <Drawer.Title component="div">
            <Title order={2} size="h3">
              <ForeignText
                text={place?.service ? `${place.service} in ${place.environment}` : (place?.environment ?? "")}
              />
            </Title>
          </Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </div>
        <Drawer.Body>
          {place && !column && <Text role="status">There is no environment “{place.environment}” any more.</Text>}
          {place && column && (
            <DialogListener value={setAsked}>
              <Stack gap="xl">
                <EnvironmentSection column={column} service={place.service} />
                <NextSection column={column} place={place} onRelease={onRelease} />
              </Stack>
            </DialogListener>
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
