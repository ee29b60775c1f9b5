import { Button, Group, List, Stack, Text } from "@mantine/core"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { api, dataOf, type Schemas } from "../../api/client.ts"
import { Dialog } from "../../parts/dialog.tsx"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { Problem } from "../../parts/problem.tsx"

/** Takes a preview down, after saying what goes with it. */
export function DestroyPreview({ column }: { readonly column: Schemas["MatrixColumn"] }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const { environment: name, cells, resources, branch } = column
  const destroying = useMutation({
    mutationFn: () => dataOf(api.DELETE("/api/v1/environments/{name}", { params: { path: { name } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["status"] })
      await navigate({ to: "/" })
    },
  })
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        Destroy preview
      </Button>
      {isOpen && (
        <Dialog title={`Destroy ${name}?`} onClose={() => setOpen(false)}>
          <Stack>
            <Stack gap={6}>
              <Text fw={600}>What will happen</Text>
              <List spacing={6} withPadding>
                {cells.map(({ service }) => (
                  <List.Item key={service}>{service} is stopped, and its folder and address go</List.Item>
                ))}
                {resources.map(({ resource, kind }) => (
                  <List.Item key={resource}>
                    the data of {resource} ({kind}) is removed
                  </List.Item>
                ))}
                <List.Item>
                  <ForeignText text={`the branch ${branch ?? ""} stays; its next push makes the preview anew`} />
                </List.Item>
              </List>
            </Stack>
            {destroying.error && <Problem error={destroying.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpen(false)}>
                Keep it
              </Button>
              <Button color="red.8" loading={destroying.isPending} onClick={() => destroying.mutate()}>
                Destroy {name}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      )}
    </>
  )
}
