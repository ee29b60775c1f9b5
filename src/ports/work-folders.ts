import type { Result } from "../core/shared/result.ts"

/** A folder for checkouts that outlives its run: the next one finds most files in place. */
export interface KeptFolder {
  /** Absolute; its name is unique, also among those of other projects. */
  readonly folder: string
  /** Absolute folder beside it, where the repository notes what it has written. */
  readonly notes: string
}

/** Folders for checkouts, each used by one run at a time. */
export interface WorkFolders {
  /** A new, empty, absolute folder. The run removes it; leftovers go at the next start. */
  create(label: string): Promise<Result<string>>
  remove(folder: string): Promise<void>
  /** A folder that nobody else uses until it is released, with whatever an earlier run left there. */
  acquire(): Promise<Result<KeptFolder>>
  /** `isClean`: whether it can be used again; else it goes. */
  release(kept: KeptFolder, isClean: boolean): Promise<void>
}
