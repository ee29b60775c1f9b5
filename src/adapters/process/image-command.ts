import { stat } from "node:fs/promises"
import { basename, join } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { UnpackedImage } from "./unpacked-images.ts"

/** What to spawn for an image. */
export interface ImageCommand {
  readonly file: string
  readonly args: readonly string[]
  /** Absolute folder. */
  readonly directory: string
}

/**
 * An image's command outside of a container: absolute paths that exist in the image are taken from where it is
 * unpacked, `node` is the Node given, anything else comes from the PATH.
 */
export async function imageCommand(image: UnpackedImage, node: string): Promise<Result<ImageCommand>> {
  const [executable, ...rest] = [...image.entrypoint, ...image.cmd]
  if (executable === undefined) {
    return fail("deployment-failed", "the image names no command to run", {
      hint: "give its package.json a start script or a main file, or its Dockerfile a CMD",
    })
  }
  const directory = join(image.root, rooted(image.workdir))
  if (!(await exists(directory))) return fail("image-corrupt", `the image has no folder ${image.workdir} to run in`)
  const file = basename(executable) === "node" ? node : await inImage(image.root, executable)
  const args = await Promise.all(rest.map((word) => inImage(image.root, word)))
  return ok({ file, args, directory })
}

async function inImage(root: string, word: string): Promise<string> {
  if (!word.startsWith("/")) return word
  const path = join(root, rooted(word))
  return (await exists(path)) ? path : word
}

/** Resolves `..` inside the image, so that no path leads out of it. */
function rooted(path: string): string {
  return join("/", path)
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
