import { Modal } from "@mantine/core"
import { createContext, type ReactNode, useContext, useEffect, useState } from "react"
import styles from "./dialog.module.css"

/** Hears whether a dialog is open inside of what provides it: Escape is then the dialog's own. */
export const DialogListener = createContext<(isOpen: boolean) => void>(() => {})

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A question that has to be answered before anything else: Escape is a no. Focus goes back to where it came from. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const [before] = useState(() => document.activeElement)
  useEffect(() => () => (before instanceof HTMLElement ? before.focus() : undefined), [before])
  const hear = useContext(DialogListener)
  useEffect(() => {
    hear(true)
    return () => hear(false)
  }, [hear])
  return (
    <Modal.Root opened onClose={onClose} size="lg" centered>
      <Modal.Overlay />
      <Modal.Content>
        <div className={styles.head}>
          <Modal.Title component="h2" fw={700} lh={1.35}>
            {title}
          </Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
