/** One line of a pre-receive hook: a ref that the push wants to move. All-zero ids mean *none*. */
export interface ProposedChange {
  readonly ref: string
  readonly before: string | null
  readonly after: string | null
}
