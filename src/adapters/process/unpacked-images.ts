import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { type Digest, hexOf } from "../../core/shared/digest.ts"
import { ok, type Result } from "../../core/shared/result.ts"

/** An image's files on disk and how it wants to be run. Paths but `root` are those inside the image. */
export interface UnpackedImage {
  /** Absolute folder that stands for the image's `/`. */
  readonly root: string
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
}

/** Writes an image's files below an empty folder. */
export type Unpack = (image: Digest, folder: string) => Promise<Result<UnpackedImage>>

/** Images unpacked below a service's folder: each once, then reused. */
export class UnpackedImages {
  readonly #unpack: Unpack
  readonly #underWay = new Map<string, Promise<Result<UnpackedImage>>>()

  constructor(unpack: Unpack) {
    this.#unpack = unpack
  }

  /**
   * The image below `folder`, or what `unpack` puts there in its place. Starts that want the same one at the same time
   * share the work.
   */
  get(image: Digest, folder: string, unpack: Unpack = this.#unpack): Promise<Result<UnpackedImage>> {
    const key = join(folder, hexOf(image))
    const running = this.#underWay.get(key) ?? this.#find(image, key, unpack).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, running)
    return running
  }

  async #find(image: Digest, folder: string, unpack: Unpack): Promise<Result<UnpackedImage>> {
    // Written last, so that a folder without it was not finished.
    const description = `${folder}.json`
    const known = await readFile(description, "utf8").catch(() => undefined)
    if (known !== undefined) {
      const portable: UnpackedImage = JSON.parse(known)
      return ok({ ...portable, root: join(folder, portable.root) })
    }
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    const unpacked = await unpack(image, folder)
    if (!unpacked.ok) return unpacked
    // Relative, as the data folder may be moved.
    const portable: UnpackedImage = { ...unpacked.value, root: relative(folder, unpacked.value.root) }
    await writeFile(`${description}.partial`, JSON.stringify(portable))
    await rename(`${description}.partial`, description)
    return unpacked
  }
}
