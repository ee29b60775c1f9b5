import type { Span } from "../problem.ts"

/** Where in a value something is: keys of mappings, indexes of lists. */
export type Path = readonly (string | number)[]

/** A value of the file with the place it was written at. Aliases share the value that they name. */
export type SourceValue = SourceScalar | SourceList | SourceMapping | SourceUnknown

interface SourceBase {
  readonly span: Span
  /** The value without its places, as the schema takes it. */
  readonly plain: unknown
  /** How many values it holds, itself and every use of an alias included. */
  readonly size: number
}

export interface SourceScalar extends SourceBase {
  readonly kind: "scalar"
  readonly plain: string | number | boolean | null
}

/** What stands where something could not be read; the reason is reported, and whatever is demanded of it holds. */
export interface SourceUnknown extends SourceBase {
  readonly kind: "unknown"
  readonly plain: null
}

export interface SourceList extends SourceBase {
  readonly kind: "list"
  readonly plain: readonly unknown[]
  readonly items: readonly SourceValue[]
}

export interface SourceMapping extends SourceBase {
  readonly kind: "mapping"
  readonly plain: Readonly<Record<string, unknown>>
  readonly entries: ReadonlyMap<string, SourceEntry>
  /** Whether something that could have been entries was refused, so that keys may seem to be missing. */
  readonly incomplete: boolean
}

export interface SourceEntry {
  readonly keySpan: Span
  readonly value: SourceValue
}

/** The places of a value and of the key it stands under (of the nearest ones above, where the path leads nowhere). */
export interface Place {
  readonly value: Span
  readonly key: Span
}

/**
 * Finds what a path of the *parsed* definition names in the file. Parsing turns some single values into lists
 * (`branch: main` into `["main"]`) and some texts into mappings (a job's command), so a step that the file does not
 * have stays where it is.
 */
export function locate(root: SourceValue, path: Path): Place {
  let value = root
  let key: Span = { start: root.span.start, end: root.span.start }
  for (const step of path) {
    if (value.kind === "mapping" && typeof step === "string") {
      const entry = value.entries.get(step)
      if (!entry) break
      key = entry.keySpan
      value = entry.value
    } else if (value.kind === "list" && typeof step === "number") {
      const item = value.items[step]
      if (!item) break
      value = item
      key = item.span
    }
  }
  return { value: value.span, key }
}

/** The mapping under a top-level key, if it is there and is one. */
export function entriesUnder(root: SourceValue, key: string): ReadonlyMap<string, SourceEntry> {
  const value = root.kind === "mapping" ? root.entries.get(key)?.value : undefined
  return value?.kind === "mapping" ? value.entries : new Map()
}
