/** A way into an environment that a git event takes. */
export interface Entry {
  /** The key under `environments:`. */
  readonly template: string
  /** Index into its `from`. */
  readonly wayIn: number
  /** Name of the environment itself. */
  readonly environment: string
  readonly ephemeral: boolean
}

/** What a git event means. */
export type Route =
  | { readonly kind: "nothing"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string; readonly hint: string }
  /** Build and test the commit; its release may enter the environments of `entries` (none: build and test only). */
  | { readonly kind: "build"; readonly branch: string; readonly entries: readonly Entry[] }
  /** The branch is gone: so is what was made for it. */
  | { readonly kind: "teardown"; readonly branch: string }
  /** A tag names the release of its commit; environments of `entries` wait for such a name. */
  | {
      readonly kind: "tag"
      readonly tag: string
      readonly names: "candidate" | "release" | null
      readonly entries: readonly Entry[]
    }
