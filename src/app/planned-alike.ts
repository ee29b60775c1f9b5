import type { SourceFile } from "../core/evidence/source-inputs.ts"
import { DEFINITION_FILE } from "./read-definition.ts"

/** What a plan was made of. */
export interface PlannedFiles {
  readonly ref: string | null
  readonly files: readonly SourceFile[]
  /** Null unless it is limited to what differs from a base. */
  readonly affected: object | null
}

/** Whether files are planned as those before were: that follows from the definition, the ref and the names of all files. */
export function isPlannedAlike(before: PlannedFiles, ref: string | null, files: readonly SourceFile[]): boolean {
  if (before.affected !== null || before.ref !== ref || before.files.length !== files.length) return false
  return files.every(({ path, oid }, at) => {
    const other = before.files[at]
    return path === other?.path && (path !== DEFINITION_FILE || oid === other.oid)
  })
}

/** Whether two sets of files hold the same. */
export function isSameText(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([path, text]) => other.get(path) === text)
}
