import { parseAnsiSequences } from "ansi-sequence-parser"
import { readableColour } from "./colours.ts"
import styles from "./log.module.css"

/** What makes a line the beginning or end of a group; people want to read what follows it. */
const GROUP = /^\s*(?:::|##\[)(?:group|endgroup)\b[^\]:]*(?:::|\])/

/** The text of a line in its colours. The server leaves nothing else in it that could mean something. */
export function LineText({ text }: { readonly text: string }) {
  let place = 0
  return parseAnsiSequences(text.replace(GROUP, "")).map(({ value, foreground, decorations }) => {
    const key = place++
    if (foreground === null && decorations.size === 0) return value
    return (
      <span
        key={key}
        className={styles.coloured}
        data-colour={foreground ? readableColour(foreground) : undefined}
        data-bold={decorations.has("bold") || undefined}
        data-underline={decorations.has("underline") || undefined}
      >
        {value}
      </span>
    )
  })
}
