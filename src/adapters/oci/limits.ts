const MiB = 1024 ** 2

/** What unpacking an image may cost. Images are hostile: these are far above what any service needs. */
export interface UnpackLimits {
  /** Of all layers before compression, headers included. */
  readonly bytes: number
  /** Of all layers; folders that stand only in other entries' paths count too. */
  readonly entries: number
  /** Bytes between two entries of an archive, and behind the last: extended headers, padding. */
  readonly between: number
}

/** The one place for limits on what others have stored. */
export const LIMITS = {
  unpack: { bytes: 4 * 1024 * MiB, entries: 500_000, between: 16 * MiB } satisfies UnpackLimits,
  /** Of a blob that is read as a whole. */
  blob: 64 * MiB,
  /** Of a manifest or an index. */
  manifest: 4 * MiB,
  /** Images in an index, in all its levels. */
  imagesOfIndex: 1000,
} as const
