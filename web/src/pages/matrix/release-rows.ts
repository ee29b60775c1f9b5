import type { Schemas } from "../../api/client.ts"

type Column = Schemas["MatrixColumn"]

/** A release and how it stands in each environment that it runs in or wants to enter. */
export interface ReleaseRow {
  readonly release: string
  /** Null while it runs nowhere. */
  readonly version: string | null
  readonly places: ReadonlyMap<string, "runs" | "waiting" | "deploying">
}

/** Releases that run somewhere or are on their way; those nearest to the beginning of the path first. */
export function releaseRows(columns: readonly Column[]): readonly ReleaseRow[] {
  const releases = new Set(
    columns.flatMap((column) => [
      ...column.promotions.map(({ release }) => release),
      ...(column.deployed ? [column.deployed.release] : []),
    ]),
  )
  return [...releases].map((release) => ({
    release,
    version: columns.find(({ deployed }) => deployed?.release === release)?.deployed?.version ?? null,
    places: placesOf(columns, release),
  }))
}

function placesOf(columns: readonly Column[], release: string): ReleaseRow["places"] {
  const places = new Map<string, "runs" | "waiting" | "deploying">()
  for (const { environment, deployed, promotions } of columns) {
    if (deployed?.release === release) places.set(environment, "runs")
    const coming = promotions.find((promotion) => promotion.release === release)
    if (coming) places.set(environment, coming.state)
  }
  return places
}
