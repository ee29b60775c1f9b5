import { Button, Group, Stack, Text } from "@mantine/core"
import { useEffect, useRef, useState } from "react"
import type { ActPlace } from "../api/acts.ts"
import type { Act } from "../api/acts-queries.ts"
import { actButton, actKey, isGrave } from "./act-words.ts"
import { ConfirmAct } from "./confirm-act.tsx"
import { ForeignText } from "./foreign-text.tsx"

interface ActButtonsProps {
  readonly acts: readonly Act[]
  readonly place: ActPlace
}

/** What can be done, and what others could do: with why it is refused, and whom to ask. */
export function ActButtons({ acts, place }: ActButtonsProps) {
  const [chosen, setChosen] = useState<string>()
  const [said, setSaid] = useState("")
  const status = useRef<HTMLParagraphElement>(null)
  // The button may be gone by what was done, and keys go on from here.
  useEffect(() => {
    if (said !== "") status.current?.focus()
  }, [said])
  const able = acts.filter(({ refused }) => refused === null)
  const confirmed = acts.find((act) => actKey(act) === chosen)
  return (
    <Stack gap="sm">
      {able.length > 0 && (
        <Group gap="sm">
          {able.map((act) => (
            <Button
              key={actKey(act)}
              variant={isGrave(act) ? "default" : "filled"}
              color="blue.8"
              onClick={() => setChosen(actKey(act))}
            >
              {actButton(act)}
            </Button>
          ))}
        </Group>
      )}
      {[...byRefusal(acts)].map(([why, refused]) => (
        <Group key={why} gap="xs">
          {refused.map((act) => (
            <Button key={actKey(act)} variant="default" disabled flex="0 0 auto">
              {actButton(act)}
            </Button>
          ))}
          <Text size="sm" c="dimmed" flex="1 1 230px">
            <ForeignText text={why} />
          </Text>
        </Group>
      ))}
      <Text role="status" size="sm" tabIndex={-1} ref={status}>
        {said}
      </Text>
      {confirmed && (
        <ConfirmAct
          act={confirmed}
          place={place}
          onClose={(isDone) => {
            setChosen(undefined)
            setSaid(isDone ? `Done: ${actButton(confirmed)}` : "")
          }}
        />
      )}
    </Stack>
  )
}

/** What is refused, by why and whom to ask. */
function byRefusal(acts: readonly Act[]): ReadonlyMap<string, readonly Act[]> {
  const refused = acts.filter((act) => act.refused !== null)
  return Map.groupBy(refused, (act) => [act.refused?.message, act.refused?.hint].filter(Boolean).join(" – "))
}
