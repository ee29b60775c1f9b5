import { Button, Group } from "@mantine/core"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { api, dataOf, type Schemas } from "../../api/client.ts"
import { Problem } from "../../parts/problem.tsx"

/** Stops a run that goes on, or does one that has ended once more. */
export function RunActs({ run }: { readonly run: Schemas["Run"] }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const params = { path: { id: run.id } }
  const cancel = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/runs/{id}/cancel", { params })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["run", run.id] }),
  })
  const again = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/runs/{id}/again", { params })),
    onSuccess: ({ id }) => navigate({ to: "/runs/$run", params: { run: String(id) }, search: {} }),
  })
  const isOver = run.endedAt !== null
  const problem = cancel.error ?? again.error
  return (
    <>
      <Group gap="sm">
        {isOver ? (
          <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            Run again
          </Button>
        ) : (
          <Button
            variant="default"
            loading={cancel.isPending || run.canceledBy !== null}
            onClick={() => cancel.mutate()}
          >
            Cancel run
          </Button>
        )}
      </Group>
      {problem && <Problem error={problem} />}
    </>
  )
}
