import { readFileSync, renameSync, writeFileSync } from "node:fs"
import * as z from "zod/mini"

const processSchema = z.object({ pid: z.int().check(z.positive()), startedAt: z.string() })
const recordSchema = z.object({ owner: processSchema })

/** Whose a work folder is. */
export type OwnerRecord = z.output<typeof recordSchema>

/** Whole or not at all, and before this returns: the process may be killed at any moment. */
export function writeOwnerRecord(file: string, record: OwnerRecord): void {
  writeFileSync(`${file}.partial`, JSON.stringify(record))
  renameSync(`${file}.partial`, file)
}

/** Undefined if there is none, or a damaged one. */
export function readOwnerRecord(file: string): OwnerRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, "utf8")))
  } catch {
    return undefined
  }
}
