import { Link, useSearch } from "@tanstack/react-router"
import type { ReactNode } from "react"
import styles from "./matrix.module.css"

interface CellLinkProps {
  readonly environment: string
  readonly service?: string
  readonly release?: string
  /** Whether a click anywhere in its cell is one on it. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** The way into the drawer: an address of its own, so that it can be shared, and left by going back. */
export function CellLink({ environment, service, release, isWide = false, children }: CellLinkProps) {
  const { rows } = useSearch({ from: "/signed-in/" })
  const search = {
    ...(rows && { rows }),
    at: environment,
    ...(service !== undefined && { service }),
    ...(release !== undefined && { release }),
  }
  return (
    <Link to="/" search={search} resetScroll={false} className={isWide ? styles.wideLink : styles.link}>
      {children}
    </Link>
  )
}
