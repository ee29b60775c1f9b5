import type { Result } from "../core/shared/result.ts"

/** Writes a file whole or not at all: whoever reads it, also after a crash, finds what was there before or the new text. */
export type WriteText = (path: string, text: string) => Promise<Result<void>>
