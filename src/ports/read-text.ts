import type { Result } from "../core/shared/result.ts"

/** The text of a file, or null when there is none. Bytes that are not UTF-8 come as U+FFFD, a byte order mark stays. */
export type ReadText = (path: string) => Promise<Result<string | null>>
