import { Button, Group, List, Stack, Text, Textarea } from "@mantine/core"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { type ActPlace, perform } from "../api/acts.ts"
import type { Act } from "../api/acts-queries.ts"
import { actButton, actQuestion, isGrave } from "./act-words.ts"
import { Dialog } from "./dialog.tsx"
import { ForeignText } from "./foreign-text.tsx"
import { Problem } from "./problem.tsx"

interface ConfirmActProps {
  readonly act: Act
  readonly place: ActPlace
  /** `isDone`: it was done, and not only thought about. */
  readonly onClose: (isDone: boolean) => void
}

/** Says exactly what an act would do, in the server's words, and does it if that is wanted. */
export function ConfirmAct({ act, place, onClose }: ConfirmActProps) {
  const queries = useQueryClient()
  const [reason, setReason] = useState("")
  const acting = useMutation({
    mutationFn: () => perform(act, place, reason),
    onSuccess: async () => {
      onClose(true)
      await queries.invalidateQueries()
    },
  })
  const isReady = act.refused === null && (act.reason !== "needed" || reason.trim() !== "")
  return (
    <Dialog title={actQuestion(act, place.environment)} onClose={() => onClose(false)}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) acting.mutate()
        }}
      >
        <Stack>
          {act.refused ? (
            <Text>
              <ForeignText text={`${act.refused.message}${act.refused.hint ? `: ${act.refused.hint}` : ""}`} />
            </Text>
          ) : (
            <Stack gap={6}>
              <Text fw={600}>What will happen</Text>
              <List spacing={6} withPadding>
                {act.effects.map((effect) => (
                  <List.Item key={effect}>
                    <ForeignText text={effect} />
                  </List.Item>
                ))}
              </List>
            </Stack>
          )}
          {act.reason !== "none" && (
            <Textarea
              label={act.reason === "needed" ? "Reason" : "Reason, if there is one to give"}
              description="Kept with it, and shown to whoever asks"
              required={act.reason === "needed"}
              withAsterisk={false}
              maxLength={2000}
              autosize
              minRows={2}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          {acting.error && <Problem error={acting.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => onClose(false)}>
              Cancel
            </Button>
            <Button
              type="submit"
              color={isGrave(act) ? "red.8" : "blue.8"}
              loading={acting.isPending}
              disabled={!isReady}
              data-autofocus={act.reason === "none" || undefined}
            >
              {actButton(act)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
