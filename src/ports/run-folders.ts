import type { WorkFolders } from "./work-folders.ts"

/** A process group, so that it can be told from a later one with the same id. */
export interface StartedProcess {
  readonly pid: number
  readonly startedAt: string
}

/** Work folders that also know which processes work in them: what a killed run leaves running ends with its folder. */
export interface RunFolders extends WorkFolders {
  /** On disk when this returns. */
  remember(folder: string, process: StartedProcess): void
  /** Leaves the folder to the user for good. */
  keep(folder: string): Promise<void>
}
