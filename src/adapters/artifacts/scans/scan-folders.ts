import { join } from "node:path"
import type { Digest } from "../../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../../core/shared/result.ts"
import type { ImageRegistry } from "../../../ports/image-registry.ts"
import type { ImageScans, ScanFolder } from "../../../ports/image-scans.ts"
import type { WorkFolders } from "../../../ports/work-folders.ts"
import { oneLine } from "../one-line.ts"
import { readAtMost } from "../report-files.ts"
import { readScan } from "./read-scan.ts"

const LARGEST_REPORT = 64 * 1024 * 1024
const IMAGE = "image"

export interface ScanFolderParts {
  readonly registry: Pick<ImageRegistry, "readManifest">
  readonly workFolders: Pick<WorkFolders, "create" | "remove">
  /** Writes an image into a folder that is not there yet, as an OCI image layout. */
  readonly layOut: (image: Digest, folder: string) => Promise<Result<void>>
}

/** Folders for scans among the work folders of runs. */
export function createScanFolders({ registry, workFolders, layOut }: ScanFolderParts): ImageScans {
  return {
    async open(image) {
      const manifest = await registry.readManifest(image)
      if (!manifest.ok) return manifest
      const made = await workFolders.create("scan")
      if (!made.ok) return made
      const folder = made.value
      const remove = () => workFolders.remove(folder)
      const laidOut = await layOut(image, join(folder, IMAGE))
      if (!laidOut.ok) {
        await remove()
        return laidOut
      }
      const about = { digest: image, id: manifest.value.config.digest }
      const opened: ScanFolder = {
        folder,
        image: IMAGE,
        async read({ report, format }) {
          const bytes = await readAtMost(join(folder, report), LARGEST_REPORT)
          const scan = "problem" in bytes ? bytes : readScan(bytes, format, about)
          if (!("problem" in scan)) return ok(scan)
          return fail("report-unreadable", `the report of the scan ${scan.problem} (${oneLine(report, 200)})`)
        },
        [Symbol.asyncDispose]: remove,
      }
      return ok(opened)
    },
  }
}
