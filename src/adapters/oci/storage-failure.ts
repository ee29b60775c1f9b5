import { type Failure, failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"

/** Whether an error is the file system's, with this code (`ENOENT`, `EEXIST` ...). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code))
}

/** What an error met while reading or writing becomes: the failure it carries, or `store-failed`. Bugs are thrown on. */
export function storageFailure(error: unknown, what: string): Failure {
  if (error instanceof FailureError) return error.failure
  if (error instanceof Error && "code" in error && ("syscall" in error || error.code === "ERR_SQLITE_ERROR")) {
    return failure("store-failed", `${what}: ${error.message}`, { hint: "check the disk's free space and permissions" })
  }
  throw error
}
