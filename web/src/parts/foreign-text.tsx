import type { ReactNode } from "react"
import styles from "./foreign-text.module.css"
import { codePoint, splitUnseen } from "./plain-text.ts"

/** What somebody else wrote, as text: what would be invisible or turn the text around is shown by its number. */
export function ForeignText({ text }: { readonly text: string }) {
  const shown: ReactNode[] = []
  let position = 0
  for (const [index, part] of splitUnseen(text).entries()) {
    shown.push(index % 2 === 0 ? part : <Unseen key={position} character={part} />)
    position += part.length
  }
  return <bdi className={styles.text}>{shown}</bdi>
}

function Unseen({ character }: { readonly character: string }) {
  return (
    <span className={styles.unseen} title="A character that is not seen">
      {codePoint(character)}
    </span>
  )
}
