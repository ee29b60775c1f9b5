import type { Digest } from "../shared/digest.ts"

/** A file or link that a job left, below its directory. */
export type CachedOutput =
  | { readonly kind: "file"; readonly path: string; readonly executable: boolean; readonly digest: Digest }
  | { readonly kind: "link"; readonly path: string; readonly target: string }
