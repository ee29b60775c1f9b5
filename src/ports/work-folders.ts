import type { Result } from "../core/shared/result.ts"

/** Folders for checkouts. Each is empty at first, used by one run, and removed by it; leftovers go at the next start. */
export interface WorkFolders {
  /** A new, empty, absolute folder. */
  create(label: string): Promise<Result<string>>
  remove(folder: string): Promise<void>
}
