import { ARCHIVE_LIMITS } from "../tar/archive-budget.ts"

const MiB = 1024 ** 2

/** The one place for limits on what others have stored. */
export const LIMITS = {
  /** Of all layers of an image. */
  unpack: ARCHIVE_LIMITS,
  /** Of a blob that is read as a whole. */
  blob: 64 * MiB,
  /** Of a manifest or an index. */
  manifest: 4 * MiB,
  /** Images in an index, in all its levels. */
  imagesOfIndex: 1000,
} as const
