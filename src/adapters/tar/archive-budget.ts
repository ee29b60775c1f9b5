import type { FailureError } from "../../core/shared/result.ts"

const MiB = 1024 ** 2

/** What reading archives may cost. They are hostile. */
export interface ArchiveLimits {
  /** Of all of them before compression, headers included. */
  readonly bytes: number
  /** Of all of them; folders that stand only in other entries' paths count too. */
  readonly entries: number
  /** Bytes between two entries of an archive, and behind the last: extended headers, padding. */
  readonly between: number
}

/** Far above what any service needs. */
export const ARCHIVE_LIMITS: ArchiveLimits = { bytes: 4 * 1024 * MiB, entries: 500_000, between: 16 * MiB }

/** Counts what reading has cost so far, of one archive or of several that belong together, and refuses what is too much. */
export class ArchiveBudget {
  /** How an archive is refused here. */
  readonly refused: (why: string) => FailureError
  readonly #limits: ArchiveLimits
  #bytes = 0
  #entries = 0
  /** Until where the archive may go on without another entry. */
  #nextEntry = 0

  constructor(limits: ArchiveLimits, refused: (why: string) => FailureError) {
    this.#limits = limits
    this.refused = refused
  }

  /** Another archive begins. */
  begin(): void {
    this.#nextEntry = this.#bytes + this.#limits.between
  }

  /** So many bytes more have come. */
  take(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#limits.bytes) throw this.#tooLarge()
    if (this.#bytes > this.#nextEntry)
      throw this.refused(`more than ${this.#limits.between} bytes of it are no entry's`)
  }

  /** An entry begins. */
  enter(size: number): void {
    this.count()
    // Not only once it has come: what says itself that it is too much costs nothing.
    if (size > this.#limits.bytes) throw this.#tooLarge()
    this.#nextEntry = this.#bytes + size + this.#limits.between
  }

  /** One entry more, or a folder that stands in a path only. */
  count(): void {
    if (++this.#entries > this.#limits.entries) throw this.refused(`it has more than ${this.#limits.entries} entries`)
  }

  #tooLarge(): FailureError {
    return this.refused(`it is larger than ${this.#limits.bytes} bytes`)
  }
}
