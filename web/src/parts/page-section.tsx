import { Stack, Title } from "@mantine/core"
import { type ReactNode, useId } from "react"

/** A part of a page with its heading. */
export function PageSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <Stack component="section" gap="sm" aria-labelledby={id}>
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      {children}
    </Stack>
  )
}
