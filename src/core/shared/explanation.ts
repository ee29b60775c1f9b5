/** What `slipway explain <code>` and docs/diagnostics.md say about a code. Each text is one or two plain sentences. */
export interface Explanation {
  /** What is the case. */
  readonly summary: string
  /** Why Slipway does not accept or cannot do it. */
  readonly why: string
  /** What the reader does now. */
  readonly fix: string
  /** A piece of a file, or a command and its answer, where it happens. */
  readonly example: string
}
