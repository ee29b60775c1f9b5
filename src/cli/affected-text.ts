import type { Affected } from "../app/affected/find-affected.ts"
import { causeSummary } from "./causes-text.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"

/** `--affected [base]`, as commander gives it. */
export type AffectedOption = string | boolean | undefined

export const affectedFlag = "--affected [base]"

export function affectedRequest(option: AffectedOption): { readonly base: string | null } | null {
  if (option === undefined || option === false) return null
  return { base: option === true ? null : option }
}

/** How many jobs differ from which base, in one line. */
export function affectedText({ base, jobs, of, unplannable }: Affected): string {
  const named = harmless(base.name)
  const at = `${base.commit.slice(0, 12)} (${base.isMergeBase ? `the last commit in common with ${named}` : named})`
  if (unplannable !== null)
    return `every job counts as affected, since ${at} cannot be planned: ${harmless(unplannable)}`
  if (jobs.length > 0) return `affected since ${at}: ${jobs.length} of ${of} jobs`
  return `affected since ${at}: none of ${of} jobs`
}

/** The same, with each job and what has changed for it first. */
export function affectedList(affected: Affected): string {
  const rows = affected.jobs.map(({ job, causes }) => [`  ${job}`, causeSummary(causes)])
  return `${[affectedText(affected), ...tableLines(rows)].join("\n")}\n`
}
