import { constants, open } from "node:fs/promises"

/** Something to put into a layer, by its path there. Folders above it are added by the writer. */
export type LayerEntry =
  | {
      readonly kind: "file"
      readonly path: string
      readonly isExecutable: boolean
      readonly read: () => Promise<Uint8Array>
    }
  | { readonly kind: "symlink"; readonly path: string; readonly target: string }

/** Reads a file that was seen to be one: if it has become a link since, it is not followed. */
export async function readPlainFile(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}
