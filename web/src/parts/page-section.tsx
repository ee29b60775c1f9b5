import { Stack, Title } from "@mantine/core"
import { type ReactNode, useId } from "react"

export interface PageSectionProps {
  readonly title: string
  /** Of the heading: 2 on a page, 3 below the title of a drawer. */
  readonly order?: 2 | 3
  readonly children: ReactNode
}

/** A part of a page or a drawer with its heading. */
export function PageSection({ title, order = 2, children }: PageSectionProps) {
  const id = useId()
  return (
    <Stack component="section" gap="sm" aria-labelledby={id}>
      <Title order={order} size="h4" id={id}>
        {title}
      </Title>
      {children}
    </Stack>
  )
}
