import { FailureError } from "../../core/shared/result.ts"

/** What a damaged archive or stream throws is a damaged image; what the disk says stays the disk's. */
export function asFailure(error: unknown): unknown {
  if (error instanceof FailureError || (error instanceof Error && "syscall" in error)) return error
  return refused(error instanceof Error ? error.message : String(error))
}

/** An archive that cannot be, or must not be, unpacked. */
export function refused(message: string): FailureError {
  return new FailureError({
    reason: "image-corrupt",
    message: `the image cannot be unpacked: ${message}`,
    hint: "build it again, and find out who wrote this one",
  })
}

/** Text of an archive in a message: quoted, and not too long. */
export function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200))
}
