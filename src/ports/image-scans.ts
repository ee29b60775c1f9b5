import type { ImageScan } from "../core/evidence/image-scan.ts"
import type { PlannedScan } from "../core/plan/plan.ts"
import type { Digest } from "../core/shared/digest.ts"
import type { Result } from "../core/shared/result.ts"

/** A new folder for one scan: nothing is in it but the image. It goes with the scan. */
export interface ScanFolder extends AsyncDisposable {
  /** Absolute. */
  readonly folder: string
  /** The image as an OCI image layout, below the folder. */
  readonly image: string
  /**
   * What the scanner's report says. `report-unreadable` where it is absent, cut off, of another format, about another
   * image, or says that the scan did not come to its end: a scan of which nobody can tell is never a clean one.
   */
  read(scan: Pick<PlannedScan, "report" | "format">): Promise<Result<ImageScan>>
}

/** Lays out images for scanners. */
export interface ImageScans {
  open(image: Digest): Promise<Result<ScanFolder>>
}
