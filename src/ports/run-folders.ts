import type { WorkFolders } from "./work-folders.ts"

/**
 * Work folders of runs. What a killed run leaves running ends with its folder: the folder's own name is the owner of
 * what is executed there (executor.ts).
 */
export interface RunFolders extends WorkFolders {
  /** Leaves the folder to the user for good. */
  keep(folder: string): Promise<void>
}
