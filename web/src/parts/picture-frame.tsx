import { Box } from "@mantine/core"
import type { ReactNode } from "react"
import styles from "./picture-frame.module.css"

interface PictureFrameProps {
  /** What it is a picture of. */
  readonly label: string
  readonly children: ReactNode
}

/** What may be larger than its place: it is scrolled inside of it, by the keyboard too. */
export function PictureFrame({ label, children }: PictureFrameProps) {
  return (
    <Box component="section" className={styles.frame} aria-label={label} tabIndex={0}>
      {children}
    </Box>
  )
}
