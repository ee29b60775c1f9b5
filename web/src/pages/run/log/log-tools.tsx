import { Anchor, Button, Group, Text, TextInput } from "@mantine/core"
import { type KeyboardEvent, useEffect, useState } from "react"
import type { Schemas } from "../../../api/client.ts"
import styles from "./log.module.css"
import type { LogPlace } from "./use-log-lines.ts"

/** Milliseconds without a key until a log is searched. */
const TYPED = 250

interface LogToolsProps {
  readonly place: LogPlace
  readonly search: string
  readonly onSearch: (text: string) => void
  readonly matches: Schemas["LogMatches"] | undefined
  /** Which of the matches is shown. */
  readonly match: number
  readonly onMatch: (index: number) => void
  readonly firstError: number | null
  readonly onLine: (line: number) => void
  readonly canFold: boolean
  readonly isFolded: boolean
  /** Folds all groups, or none. */
  readonly onFold: (all: boolean) => void
  readonly isFollowed: boolean
  /** Null where there is nothing to wait for. */
  readonly onFollow: ((follow: boolean) => void) | null
}

export function LogTools(props: LogToolsProps) {
  const { place, firstError, onLine, canFold, isFolded, onFold, isFollowed, onFollow } = props
  const file = `/api/v1/runs/${place.run}/jobs/${encodeURIComponent(place.job)}/text`
  return (
    <Group className={styles.tools} gap="xs">
      <Search {...props} />
      {firstError !== null && (
        <Button size="xs" variant="default" onClick={() => onLine(firstError)}>
          First error
        </Button>
      )}
      {canFold && (
        <Button size="xs" variant="default" onClick={() => onFold(!isFolded)}>
          {isFolded ? "Unfold groups" : "Fold groups"}
        </Button>
      )}
      {onFollow && (
        <Button size="xs" variant="default" aria-pressed={isFollowed} onClick={() => onFollow(!isFollowed)}>
          {isFollowed ? "✓ Following" : "Follow"}
        </Button>
      )}
      <Anchor href={file} size="sm" download>
        Download
      </Anchor>
    </Group>
  )
}

function Search({ search, onSearch, matches, match, onMatch }: LogToolsProps) {
  const [text, setText] = useState(search)
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text), TYPED)
    return () => clearTimeout(timer)
  }, [text, onSearch])
  const count = matches?.lines.length ?? 0
  const step = (by: number) => count > 0 && onMatch((match + by + count) % count)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1)
    if (event.key === "Escape") setText("")
  }
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput
        size="xs"
        aria-label="Search in the log"
        placeholder="Search in the log"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Text size="sm" role="status" className={styles.count}>
        {search !== "" &&
          matches &&
          (count === 0 ? "not found" : `${match + 1} of ${count}${matches.hasMore ? "+" : ""}`)}
      </Text>
    </Group>
  )
}
