/** What the matrix shows, and what the drawer beside it is about: all that its address says. */
export interface MatrixSearch {
  readonly rows?: "releases"
  /** Environment that is looked at. */
  readonly at?: string
  /** Service that is looked at in it. */
  readonly service?: string
  /** Release that could enter it. */
  readonly release?: string
}

/** Reads an address: what is not understood is left out. */
export function matrixSearch(search: Record<string, unknown>): MatrixSearch {
  const [at, service, release] = [textOf(search.at), textOf(search.service), textOf(search.release)]
  return {
    ...(search.rows === "releases" && { rows: "releases" }),
    ...(at !== undefined && { at }),
    ...(service !== undefined && { service }),
    ...(release !== undefined && { release }),
  }
}

/** The router takes what looks like a number for one. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined
}
