import { sanitise } from "../../shared/sanitise.ts"

/** Characters of one line that are shown; a program that never ends its line would fill the memory of who looks. */
export const LINE_LIMIT = 8192

/** A line of a job's log as people may be shown it: its last state where it was rewritten, colours only, and not too long. */
export function shownLine(raw: string, { colour }: { readonly colour: boolean }): string {
  const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw
  const last = line.slice(line.lastIndexOf("\r") + 1)
  if (last.length <= LINE_LIMIT) return sanitise(last, { colour })
  return `${sanitise(last.slice(0, LINE_LIMIT), { colour })} … ${last.length - LINE_LIMIT} more characters`
}
