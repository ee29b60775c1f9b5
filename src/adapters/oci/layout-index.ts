import { mkdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { type Descriptor, type ImageIndex, indexSchema, MEDIA_TYPE } from "../../core/image/manifest.ts"
import { failure } from "../../core/shared/failure.ts"
import { FailureError } from "../../core/shared/result.ts"
import { writeAtomically } from "./atomic-file.ts"
import { isUndamaged } from "./entry-check.ts"
import { FolderLock } from "./folder-lock.ts"
import { hasCode } from "./storage-failure.ts"

const EMPTY: ImageIndex = { schemaVersion: 2, manifests: [] }

type Entries = readonly Descriptor[] | undefined
export type EntriesChange = (entries: readonly Descriptor[]) => Entries | Promise<Entries>

/** `index.json` and `oci-layout` of a layout folder. Written under a lock, atomically; entries of others are kept. */
export class LayoutIndex {
  readonly #folder: string
  readonly #partials: string
  readonly #lock: FolderLock
  #known: { readonly stamp: string; readonly index: ImageIndex } | undefined

  constructor(folder: string, partials: string) {
    this.#folder = folder
    this.#partials = partials
    this.#lock = new FolderLock(join(folder, ".lock"))
  }

  async entries(): Promise<readonly Descriptor[]> {
    return (await this.#read()).manifests
  }

  /** Replaces the entries by what `change` makes of them; undefined leaves them as they are. */
  async update(change: EntriesChange): Promise<void> {
    await this.alone(async (replace) => {
      const manifests = await change((await this.#read()).manifests)
      if (manifests !== undefined) await replace(manifests)
    })
  }

  /** Does work that nobody may write meanwhile; it gets what replaces the entries. */
  alone<T>(work: (replace: (manifests: readonly Descriptor[]) => Promise<void>) => Promise<T>): Promise<T> {
    return this.#lock.run(() =>
      work(async (manifests) => {
        const index = await this.#read()
        await mkdir(join(this.#folder, "blobs", "sha256"), { recursive: true })
        await this.#write("oci-layout", { imageLayoutVersion: "1.0.0" })
        await this.#write("index.json", { ...index, mediaType: MEDIA_TYPE.index, manifests })
      }),
    )
  }

  async #read(): Promise<ImageIndex> {
    const path = join(this.#folder, "index.json")
    try {
      const { ino, mtimeMs, size } = await stat(path)
      const stamp = `${ino} ${mtimeMs} ${size}`
      if (this.#known?.stamp === stamp) return this.#known.index
      const parsed = indexSchema.safeParse(JSON.parse(await readFile(path, "utf8")))
      if (!parsed.success) throw damaged(`${path} is not an OCI image index`)
      const wrong = parsed.data.manifests.find((entry) => !isUndamaged(entry))
      if (wrong) throw damaged(`the entry of ${wrong.digest} in ${path} is not what was written`)
      this.#known = { stamp, index: parsed.data }
      return parsed.data
    } catch (error) {
      if (hasCode(error, "ENOENT")) return EMPTY
      throw error instanceof SyntaxError ? damaged(`${path} is not an OCI image index`) : error
    }
  }

  async #write(name: string, content: object): Promise<void> {
    const path = join(this.#folder, name)
    const text = JSON.stringify(content)
    if (name === "oci-layout" && (await readFile(path, "utf8").catch(() => "")) !== "") return
    await writeAtomically({ path, partials: this.#partials }, (file) => file.writeFile(text))
  }
}

function damaged(message: string): FailureError {
  return new FailureError(failure("image-corrupt", message, { hint: "restore it, or remove the folder" }))
}
