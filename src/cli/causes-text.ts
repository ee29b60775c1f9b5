import type { ChangedValue, JobChanges } from "../core/plan/job-changes.ts"
import type { RootCause } from "../core/plan/root-causes.ts"
import { harmless } from "./paint.ts"

const NAMED_FILES = 10
/** Columns of a value beyond which before and after stand on lines of their own. */
const SHORT = 40

/** What has changed, job by job, each thing on a line. */
export function causesText(causes: readonly RootCause[]): string[] {
  return causes.flatMap(({ path, changes }) => {
    const lines = changes ? changesText(changes) : ["it is new"]
    return path.length === 1
      ? lines.map(indented)
      : [`  ${neededText(path)}`, ...lines.map((line) => indented(indented(line)))]
  })
}

/** The first cause in a few words: `lib/a.ts changed and 2 files more`. */
export function causeSummary([cause]: readonly RootCause[]): string {
  if (!cause) return ""
  const where = cause.path.length === 1 ? "" : `${cause.path.at(-1)}: `
  return `${where}${cause.changes ? changesSummary(cause.changes) : "new"}`
}

function changesSummary({ definition, definedElsewhere, facts, files, needs }: JobChanges): string {
  const names = [...definition, ...facts].map(({ name }) => name)
  if (names.length > 0) return `${names.join(", ")} changed`
  const named = (["changed", "mode", "added", "removed"] as const).flatMap((what) =>
    files[what].map((path) => `${harmless(path)} ${what === "mode" ? "changed" : what}`),
  )
  if (named.length > 0) return `${named[0]}${named.length > 1 ? `, and ${named.length - 1} more` : ""}`
  return definedElsewhere ? "defined differently" : `needs changed: ${[...needs.added, ...needs.removed].join(", ")}`
}

function neededText(path: readonly string[]): string {
  const [, ...between] = path.slice(0, -1)
  return `${path.at(-1)}, which it needs${between.length > 0 ? ` through ${between.join(", ")}` : ""}:`
}

function changesText({ definition, definedElsewhere, facts, files, needs }: JobChanges): string[] {
  return [
    ...definition.flatMap(valueText),
    ...(definedElsewhere ? ["its definition: the setup of its owner, or how its image is made"] : []),
    ...facts.map((fact) => ({ ...fact, name: fact.name.replace(/^tool:/, "version of ") })).flatMap(valueText),
    ...needs.added.map((job) => `it needs ${job} now`),
    ...needs.removed.map((job) => `it no longer needs ${job}`),
    ...filesText(files),
  ]
}

function valueText({ name, before, after }: ChangedValue): string[] {
  const [was, is] = [linesOf(before), linesOf(after)]
  if (isShort(was) && isShort(is)) return [`${name}: ${was?.join("") ?? "nothing"} → ${is?.join("") ?? "nothing"}`]
  return [`${name}:`, ...(was ?? []).map((line) => `  - ${line}`), ...(is ?? []).map((line) => `  + ${line}`)]
}

function linesOf(value: string | null): readonly string[] | null {
  return value === null ? null : value.split("\n").map(harmless)
}

function isShort(lines: readonly string[] | null): boolean {
  return lines === null || (lines.length === 1 && (lines[0] ?? "").length <= SHORT)
}

function filesText({ changed, mode, added, removed }: JobChanges["files"]): string[] {
  const lines = [
    ...changed.map((path) => `~ ${harmless(path)}`),
    ...mode.map((path) => `~ ${harmless(path)} (its mode)`),
    ...added.map((path) => `+ ${harmless(path)}`),
    ...removed.map((path) => `- ${harmless(path)}`),
  ]
  if (lines.length === 0) return []
  const counts = { changed: changed.length + mode.length, added: added.length, removed: removed.length }
  const counted = Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]))
  const more = lines.length > NAMED_FILES ? [`  ... and ${lines.length - NAMED_FILES} more`] : []
  return [`files: ${counted.join(", ")}`, ...lines.slice(0, NAMED_FILES).map(indented), ...more]
}

function indented(line: string): string {
  return `  ${line}`
}
